export { operator, type Actor } from "./actor/actor.ts";
export { asRole, can, permissions, requirePermission, roles, type Permission, type Role } from "./actor/permissions.ts";
export { recordChange, type ActorEvent } from "./actor/record-change.ts";
export { createKeyVerbs, type KeyVerbDeps, type KeyVerbs, type KeyWithSecret } from "./keys/create-key-verbs.ts";
export { keyInputSchema, keyPatchSchema, type KeyInput, type KeyPatch } from "./keys/key-input.ts";
export type { KeyView } from "./keys/key-view.ts";
export { createKeyRing, type KeyRing } from "./keys/create-key-ring.ts";
export {
  createProtectedResources,
  WELL_KNOWN_RESOURCE,
  type ProtectedResources,
} from "./oauth/create-protected-resources.ts";
export { createTokenVerifier, type TokenVerifier } from "./oauth/create-token-verifier.ts";
export {
  createAuthenticator,
  type AuthenticationMode,
  type Authenticator,
} from "./authenticate/create-authenticator.ts";
export type { Authentication, AuthenticationRequest, Challenge } from "./authenticate/authentication.ts";
export { createPolicy, type LivePolicy, type PolicyDeps } from "./policy/create-policy.ts";
export { defaultPolicy } from "./document/default-policy.ts";
export { parsePolicy, PolicySchema } from "./document/policy-schema.ts";
export { describeChange } from "./document/describe-change.ts";
export { diffPolicy, type ConfigChange } from "./document/diff-policy.ts";
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
export { createResultKeeper } from "./results/create-result-keeper.ts";
export { createResultsPack } from "./results/results-pack.ts";
export { createVault, type Vault } from "./credentials/create-vault.ts";
export {
  createCredentials,
  type CredentialListing,
  type CredentialRef,
  type Credentials,
  type Rotation,
} from "./credentials/create-credentials.ts";
export { permit } from "./actor/permit.ts";
export { createApprovalVerbs, type ApprovalDetails, type ApprovalVerbs } from "./approvals/create-approval-verbs.ts";
export { visibleTools } from "./approvals/visible-tools.ts";
export type { ApprovalSettings } from "./approvals/approver-deps.ts";
export { createApprover } from "./approvals/create-approver.ts";
export { createSweeper } from "./approvals/create-sweeper.ts";
export { createDeduper } from "./idempotency/create-deduper.ts";
export { acceptInvitation, findInvitation, type Acceptance } from "./people/accept-invitation.ts";
export { changeRole } from "./people/change-role.ts";
export { checkPassword, PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN } from "./people/check-password.ts";
export { API_TOKEN_PREFIX, createApiToken } from "./people/create-api-token.ts";
export { hashSecret } from "./people/create-secret.ts";
export { endSessions } from "./people/end-sessions.ts";
export { invitePerson } from "./people/invite-person.ts";
export { listApiTokens } from "./people/list-api-tokens.ts";
export { listPeople } from "./people/list-people.ts";
export { listSessions } from "./people/list-sessions.ts";
export { makeSetupLink } from "./people/make-setup-link.ts";
export type { PeopleDeps } from "./people/people-deps.ts";
export { personActor, type ActorOrigin } from "./people/person-actor.ts";
export { removePerson } from "./people/remove-person.ts";
export { renameSelf } from "./people/rename-self.ts";
export { resetSecondFactor } from "./people/reset-second-factor.ts";
export { revokeApiToken } from "./people/revoke-api-token.ts";
export { revokeInvitation } from "./people/revoke-invitation.ts";
export { tokenActor } from "./people/token-actor.ts";
export {
  createRefusalRecorder,
  type RefusalRecorder,
  type RefusalRecorderDeps,
} from "./actor/create-refusal-recorder.ts";
export {
  LimitsSchema,
  OutputBudgetSchema,
  RuleSchema,
  ToolSettingsSchema,
  ToolsetSchema,
} from "./document/policy-parts.ts";
export { createSessionVerbs, type SessionVerbs } from "./sessions/create-session-verbs.ts";
export { createAuditVerbs, type AuditVerbs } from "./audit/create-audit-verbs.ts";
export { renderAudit, type AuditFormat } from "./audit/render-audit.ts";
