export { operator, type Actor } from "./actor/actor.ts";
export { asRole, can, permissions, requirePermission, roles, type Permission, type Role } from "./actor/permissions.ts";
export { recordChange, type ActorEvent } from "./actor/record-change.ts";
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
export { revokeApiToken } from "./people/revoke-api-token.ts";
export { revokeInvitation } from "./people/revoke-invitation.ts";
export { tokenActor } from "./people/token-actor.ts";
export {
  createRefusalRecorder,
  type RefusalRecorder,
  type RefusalRecorderDeps,
} from "./actor/create-refusal-recorder.ts";
