export { operator, type Actor } from "./actor/actor.ts";
export { can, permissions, requirePermission, roles, type Permission, type Role } from "./actor/permissions.ts";
export { recordChange, type ActorEvent } from "./actor/record-change.ts";
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
