import type { PeopleDatabase } from "@mcp-tools/core";
import type { LazyDatabase } from "../connection/lazy-database.ts";
import {
  people,
  peopleAccounts,
  peopleSessions,
  peopleTwoFactors,
  peopleVerifications,
  peopleRateLimits,
} from "../schema/people.ts";

/** By the names that the sign-in library calls them. */
const schema = {
  user: people,
  session: peopleSessions,
  account: peopleAccounts,
  verification: peopleVerifications,
  twoFactor: peopleTwoFactors,
  rateLimit: peopleRateLimits,
} as const;

/** The people's tables for the library that signs them in, with the deadlines and recovery of every other query. */
export function createPeopleDatabase({ database }: { database: LazyDatabase }): PeopleDatabase {
  return {
    use: (work, options) => database.use(({ db }) => work({ db, schema }), options),
    open: async () => ({ db: (await database.get()).db, schema }),
  };
}
