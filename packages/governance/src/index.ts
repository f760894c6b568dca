export { operator, type Actor } from "./actor/actor.ts";
export { can, permissions, requirePermission, roles, type Permission, type Role } from "./actor/permissions.ts";
export { recordChange, type ActorEvent } from "./actor/record-change.ts";
export { createPolicy, type LivePolicy, type PolicyDeps } from "./policy/create-policy.ts";
export { defaultPolicy } from "./document/default-policy.ts";
export { parsePolicy, PolicySchema } from "./document/policy-schema.ts";
export { describeChange } from "./document/describe-change.ts";
export type { ConfigChange } from "./document/diff-policy.ts";
export type { ToolPatch } from "./document/edit-document.ts";
export {
  createPolicyVerbs,
  type CurrentPolicy,
  type PolicySaved,
  type PolicyVerbDeps,
  type PolicyVerbs,
} from "./policy-verbs/create-policy-verbs.ts";
export type { SimulatedCall, Simulation, SimulationInput } from "./policy-verbs/simulate.ts";
export {
  createConfigVerbs,
  type ConfigApplied,
  type ConfigPlan,
  type ConfigVerbDeps,
  type ConfigVerbs,
} from "./config-file/create-config-verbs.ts";
export type { ConfigKeyVerbs } from "./config-file/config-keys.ts";
export { readConfigPolicy } from "./config-file/read-config-policy.ts";
export { parseStrictJson } from "./strict/parse-strict-json.ts";
