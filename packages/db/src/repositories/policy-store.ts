import { AppError, type PolicyStore, type PolicyVersion } from "@mcp-tools/core";
import { desc, eq, lt } from "drizzle-orm";
import type { LazyDatabase } from "../connection/lazy-database.ts";
import { policies } from "../schema/policy.ts";
import { announce } from "./change-feed.ts";
import { storableJson, storableText } from "./storable-text.ts";

const versionsMax = 1000;
const historyMax = 500;

/** Every version of the policy as a row of its own; the newest 1,000 are kept. */
export function createPolicyStore({ database }: { database: LazyDatabase }): PolicyStore {
  const read = (where: ReturnType<typeof eq> | undefined) =>
    database.use(
      async ({ db }): Promise<PolicyVersion | undefined> => {
        const [row] = await db.select().from(policies).where(where).orderBy(desc(policies.version)).limit(1);
        return row && { ...toVersion(row), document: row.document };
      },
      { idempotent: true },
    );

  return {
    current: () => read(undefined),
    get: async (version) => (isVersion(version) ? read(eq(policies.version, version)) : undefined),
    history: ({ before, limit }) =>
      database.use(
        async ({ db }) => {
          const { version, createdAt, createdBy, note } = policies;
          const rows = await db
            .select({ version, createdAt, createdBy, note })
            .from(policies)
            .where(before === undefined ? undefined : lt(version, before))
            .orderBy(desc(version))
            .limit(Math.min(Math.max(1, limit), historyMax));
          return rows.map(toVersion);
        },
        { idempotent: true },
      ),
    save: ({ basedOn, document, createdBy, note }) =>
      database.use(({ sql }) =>
        sql.begin(async (tx) => {
          const version = basedOn + 1;
          const [row] = await tx<{ createdAt: number }[]>`
            insert into policies (version, document, created_by, note)
            select ${version}, ${storableJson(document)}::text::jsonb, ${createdBy}, ${note === undefined ? null : storableText(note)}
            where ${basedOn} = (select coalesce(max(version), 0) from policies)
            on conflict do nothing
            returning extract(epoch from created_at)::float8 * 1000 as "createdAt"`;
          if (row === undefined) throw await conflict(basedOn, tx`select max(version)::int as newest from policies`);
          await tx`delete from policies where version <= ${version - versionsMax}`;
          await announce(tx, { kind: "policy", version });
          return { version, document, createdAt: Math.round(row.createdAt), createdBy, note };
        }),
      ),
  };
}

/** PostgreSQL's `integer`, so that a number from a URL is not an error of the database. */
function isVersion(version: number): boolean {
  return Number.isInteger(version) && version > 0 && version < 2 ** 31;
}

function toVersion(row: {
  version: number;
  createdAt: Date;
  createdBy: string;
  note: string | null;
}): Omit<PolicyVersion, "document"> {
  const { version, createdAt, createdBy, note } = row;
  return { version, createdAt: createdAt.getTime(), createdBy, note: note ?? undefined };
}

async function conflict(basedOn: number, newest: PromiseLike<readonly unknown[]>): Promise<AppError> {
  const [row] = (await newest) as { newest: number | null }[];
  return new AppError(
    "conflict",
    `The policy was changed meanwhile: this change is based on version ${basedOn}, the newest is ${row?.newest ?? 0}. Look at that one and make the change again.`,
    { detail: { basedOn, newest: row?.newest ?? 0 } },
  );
}
