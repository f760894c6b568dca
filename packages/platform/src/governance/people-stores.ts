import type { ApiTokenStore, AttemptStore, InvitationStore, PeopleDatabase, PeopleStore } from "@mcp-tools/core";
import type { LazyDatabase } from "@mcp-tools/db";

/** Who may use the console, and how they get in. */
export interface PeopleStores {
  readonly people: PeopleStore;
  readonly invitations: InvitationStore;
  readonly apiTokens: ApiTokenStore;
  readonly attempts: AttemptStore;
  readonly peopleDatabase: PeopleDatabase;
}

export async function loadPeopleStores(database: LazyDatabase): Promise<PeopleStores> {
  const { createApiTokenStore, createAttemptStore, createInvitationStore, createPeopleDatabase, createPeopleStore } =
    await import("@mcp-tools/db");
  return {
    people: createPeopleStore({ database }),
    invitations: createInvitationStore({ database }),
    apiTokens: createApiTokenStore({ database }),
    attempts: createAttemptStore({ database }),
    peopleDatabase: createPeopleDatabase({ database }),
  };
}

/** Of all stores, these. */
export function pickPeopleStores({
  people,
  invitations,
  apiTokens,
  attempts,
  peopleDatabase,
}: PeopleStores): PeopleStores {
  return { people, invitations, apiTokens, attempts, peopleDatabase };
}
