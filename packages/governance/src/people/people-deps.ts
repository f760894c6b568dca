import type { ApiTokenStore, AuditLog, InvitationStore, PeopleStore } from "@mcp-tools/core";

/** What the verbs about people need. */
export interface PeopleDeps {
  readonly audit: Pick<AuditLog, "record">;
  readonly people: PeopleStore;
  readonly invitations: InvitationStore;
  readonly apiTokens: ApiTokenStore;
}
