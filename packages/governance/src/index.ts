export { operator, type Actor } from "./actor/actor.ts";
export { can, permissions, requirePermission, roles, type Permission, type Role } from "./actor/permissions.ts";
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
