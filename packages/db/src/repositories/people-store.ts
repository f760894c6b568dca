import { AppError, type PeopleStore, type Person, type PersonChange, type PersonSession } from "@mcp-tools/core";
import type { Sql, TransactionSql } from "postgres";
import type { LazyDatabase } from "../connection/lazy-database.ts";
import { announce } from "./change-feed.ts";
import { changedMeanwhile, endGiven, isStillGiven } from "./given-rows.ts";
import { backupCodesLeft, claimCodeStep, removeSecondFactor } from "./second-factor-rows.ts";
import { storableText } from "./storable-text.ts";

/** Orders whoever changes who there is and who owns: of two at once, the second sees what the first did. */
const peopleLock = 0x70_65_6f;

/** People as their owner sees them; the sign-in library writes the same tables through drizzle. */
export function createPeopleStore({ database }: { database: LazyDatabase }): PeopleStore {
  const read = <T>(work: (sql: Sql) => Promise<T>): Promise<T> =>
    database.use(({ sql }) => work(sql), { idempotent: true });

  return {
    count: () =>
      read(async (sql) => (await sql<{ count: number }[]>`select count(*)::int as count from people`)[0]?.count ?? 0),
    list: () => read((sql) => selectPeople(sql)),
    find: (idOrEmail) => read(async (sql) => (await selectPeople(sql, idOrEmail))[0]),
    changeRole: (id, role, change) =>
      changePeople(database, async (sql) => {
        const person = await findFor(sql, id, change);
        if (person.role === "owner" && role !== "owner") await mustKeepOwner(sql, id);
        await sql`update people set role = ${role}, updated_at = now() where id = ${id}`;
        return { ...person, role, formerRole: person.role };
      }),
    rename: (id, given) =>
      changePeople(database, async (sql) => {
        const person = await mustFind(sql, id);
        const name = storableText(given);
        await sql`update people set name = ${name}, updated_at = now() where id = ${id}`;
        return { ...person, name };
      }),
    remove: (id, change) =>
      changePeople(database, async (sql) => {
        const person = await findFor(sql, id, change);
        if (person.role === "owner") await mustKeepOwner(sql, id);
        await sql`delete from people where id = ${id}`;
        return { ...person, ...(await endGiven(sql, `user:${id}`)) };
      }),
    sessions: (personId) => read((sql) => selectSessions(sql, personId)),
    endSessions: (personId, { only, except } = {}) =>
      changePeople(database, async (sql) => {
        const ended = await sql`
          delete from people_sessions
          where user_id = ${storableText(personId)}
            and (${only ?? null}::text is null or id = ${storableText(only ?? "")})
            and (${except ?? null}::text is null or id <> ${storableText(except ?? "")})
            and expires_at > now()`;
        return ended.count;
      }),
    backupCodesLeft: (personId) => read((sql) => backupCodesLeft(sql, personId)),
    claimCodeStep: (personId, step) => database.use(({ sql }) => claimCodeStep(sql, personId, step)),
    resetSecondFactor: (personId, change) =>
      changePeople(database, async (sql) => {
        const person = await findFor(sql, personId, change);
        if (!(await removeSecondFactor(sql, person.id)))
          throw new AppError("conflict", "This person has no second factor.");
        const ended = await sql`delete from people_sessions where user_id = ${person.id} and expires_at > now()`;
        return ended.count;
      }),
  };
}

/** A change to people in a transaction of its own, one after the other, told to all processes. */
export function changePeople<T>(database: LazyDatabase, work: (sql: TransactionSql) => Promise<T>): Promise<T> {
  return database.use(({ sql }) =>
    sql.begin(async (transaction) => {
      await transaction`select pg_advisory_xact_lock(${peopleLock})`;
      const changed = await work(transaction);
      await announce(transaction, { kind: "people" });
      return changed;
    }),
  ) as Promise<T>;
}

/** All, or the one with this id or address. */
export function selectPeople(sql: Sql | TransactionSql, idOrEmail?: string): Promise<Person[]> {
  const wanted = idOrEmail === undefined ? null : storableText(idOrEmail);
  return sql<(Omit<Person, "lastSeenAt"> & { lastSeenAt: number | null })[]>`
    select p.id, p.email, p.name, coalesce(p.role, '') as role,
      floor(extract(epoch from p.created_at) * 1000)::float8 as "createdAt",
      (select floor(extract(epoch from max(s.updated_at)) * 1000)::float8 from people_sessions s
        where s.user_id = p.id and s.expires_at > now()) as "lastSeenAt",
      (select coalesce(json_agg(distinct case a.provider_id when 'credential' then 'password' else 'oidc' end), '[]'::json)
        from people_accounts a where a.user_id = p.id) as "signsInWith",
      coalesce(p.two_factor_enabled, false) as "hasSecondFactor"
    from people p
    where ${wanted}::text is null or p.id = ${wanted} or p.email = lower(${wanted})
    order by p.created_at, p.id`.then((rows) =>
    rows.map((row) => ({ ...row, lastSeenAt: row.lastSeenAt ?? undefined })),
  );
}

function selectSessions(sql: Sql, personId: string): Promise<PersonSession[]> {
  return sql<(Omit<PersonSession, "address" | "userAgent"> & { address: string; userAgent: string })[]>`
    select id, user_id as "personId", coalesce(ip_address, '') as address, coalesce(user_agent, '') as "userAgent",
      floor(extract(epoch from created_at) * 1000)::float8 as "createdAt",
      floor(extract(epoch from updated_at) * 1000)::float8 as "lastSeenAt",
      floor(extract(epoch from expires_at) * 1000)::float8 as "expiresAt"
    from people_sessions
    where user_id = ${storableText(personId)} and expires_at > now()
    order by created_at desc, id`.then((rows) =>
    rows.map((row) => ({ ...row, address: row.address || undefined, userAgent: row.userAgent || undefined })),
  );
}

async function mustFind(sql: TransactionSql, id: string): Promise<Person> {
  const person = (await selectPeople(sql, id)).find((one) => one.id === id);
  if (person === undefined) throw new AppError("not_found", "There is no such person.");
  return person;
}

/** The person, for a change that may be made to them now. */
async function findFor(sql: TransactionSql, id: string, { by, check }: PersonChange): Promise<Person> {
  if (!(await isStill(sql, by))) throw changedMeanwhile();
  const person = await mustFind(sql, id);
  check(person);
  return person;
}

/** A request that was let in as an owner's must not undo what took that away while it waited. */
async function isStill(sql: TransactionSql, { id, role }: PersonChange["by"]): Promise<boolean> {
  const own = storableText(id.slice(id.indexOf(":") + 1));
  if (id.startsWith("user:")) return (await sql`select 1 from people where id = ${own} and role = ${role}`).length > 0;
  if (!id.startsWith("token:")) return true;
  const held = await sql`
    select 1 from api_tokens
    where id::text = ${own} and role = ${role} and revoked_at is null and (expires_at is null or expires_at > now())
      and ${isStillGiven(sql, "api_tokens")}`;
  return held.length > 0;
}

async function mustKeepOwner(sql: TransactionSql, id: string): Promise<void> {
  const others = await sql`select 1 from people where role = 'owner' and id <> ${id} limit 1`;
  if (others.length === 0) throw new AppError("conflict", "This is the last owner. Make somebody else an owner first.");
}
