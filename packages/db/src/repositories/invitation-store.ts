import {
  AppError,
  createId,
  type Invitation,
  type InvitationStore,
  type NewPerson,
  type Person,
} from "@mcp-tools/core";
import type { Sql, TransactionSql } from "postgres";
import type { LazyDatabase } from "../connection/lazy-database.ts";
import { changedMeanwhile, isStillGiven } from "./given-rows.ts";
import { changePeople, selectPeople } from "./people-store.ts";
import { storableText } from "./storable-text.ts";

type Create = Parameters<InvitationStore["create"]>[0];

/** Links that let one person in, once. Whether one can be used is for the database's clock to say. */
export function createInvitationStore({ database }: { database: LazyDatabase }): InvitationStore {
  return {
    create: (invitation) => changePeople(database, (sql) => insert(sql, invitation)),
    list: () => database.use(({ sql }) => selectOpen(sql, {}), { idempotent: true }),
    find: (tokenHash) =>
      database.use(async ({ sql }) => (await selectOpen(sql, { tokenHash }))[0], { idempotent: true }),
    revoke: (id) =>
      changePeople(database, async (sql) => {
        const ended = await sql`update invitations set expires_at = now() where id = ${id} and ${isUnused(sql)}`;
        return ended.count > 0;
      }),
    redeem: (tokenHash, person) => changePeople(database, (sql) => redeem(sql, tokenHash, person)),
    claim: (email, personId) =>
      changePeople(database, async (sql) => {
        const [claimed] = await sql<{ role: string }[]>`
          update invitations set used_at = now(), used_by = ${personId}
          where kind = 'invitation' and email = lower(${storableText(email)}) and ${isOpen(sql)}
          returning role`;
        return claimed?.role;
      }),
  };
}

/** It lets somebody in: whoever made it may still give its role, too. */
function isOpen(sql: Sql | TransactionSql) {
  return sql`${isUnused(sql)} and ${isStillGiven(sql, "invitations")}`;
}

/** Not used, not expired, and for a set-up link: nobody owns the installation yet. */
function isUnused(sql: Sql | TransactionSql) {
  return sql`used_at is null and expires_at > now()
    and (kind <> 'setup' or not exists (select 1 from people where role = 'owner'))`;
}

async function insert(
  sql: TransactionSql,
  { id, kind, email, role, createdBy, tokenHash, lifetimeMs }: Create,
): Promise<Invitation> {
  const address = email === undefined ? null : storableText(email.toLowerCase());
  const [obstacle] =
    kind === "setup"
      ? await sql`select 1 from people where role = 'owner' limit 1`
      : await sql`select 1 from people where email = ${address} limit 1`;
  if (obstacle !== undefined) {
    throw kind === "setup"
      ? new AppError("conflict", "The console is set up already: an owner can invite you.")
      : new AppError("conflict", "There is already a person with this address.");
  }
  await sql`
    update invitations set expires_at = now()
    where kind = ${kind} and ${isUnused(sql)} and (kind = 'setup' or email = ${address})`;
  await sql`
    insert into invitations (id, token_hash, kind, email, role, created_by, expires_at)
    values (${id}, ${tokenHash}, ${kind}, ${address}, ${role}, ${createdBy},
      now() + ${lifetimeMs}::float8 * interval '1 millisecond')`;
  const [made] = await selectOpen(sql, { tokenHash });
  if (made === undefined) throw changedMeanwhile();
  return made;
}

function selectOpen(sql: Sql | TransactionSql, { tokenHash }: { tokenHash?: string }): Promise<Invitation[]> {
  const wanted = tokenHash ?? null;
  return sql<(Omit<Invitation, "email"> & { email: string | null })[]>`
    select id, kind, email, role, created_by as "createdBy",
      floor(extract(epoch from created_at) * 1000)::float8 as "createdAt",
      floor(extract(epoch from expires_at) * 1000)::float8 as "expiresAt"
    from invitations
    where (${wanted}::text is null or token_hash = ${wanted}) and ${isOpen(sql)}
    order by created_at desc, id`.then((rows) => rows.map((row) => ({ ...row, email: row.email ?? undefined })));
}

async function redeem(sql: TransactionSql, tokenHash: string, person: NewPerson): Promise<Person> {
  const [used] = await sql<{ email: string | null; role: string }[]>`
    update invitations set used_at = now(), used_by = ${person.id}
    where token_hash = ${tokenHash} and ${isOpen(sql)}
    returning email, role`;
  if (used === undefined)
    throw new AppError(
      "not_found",
      "This link cannot be used: it was used before, has expired, or a newer one took its place.",
    );
  const email = used.email ?? person.email?.toLowerCase();
  if (email === undefined)
    throw new AppError("invalid_input", "The link is for nobody in particular: an address is needed.");
  const made = await sql`
    insert into people (id, name, email, email_verified, role)
    values (${person.id}, ${storableText(person.name)}, ${storableText(email)}, ${used.email !== null}, ${used.role})
    on conflict (email) do nothing`;
  if (made.count === 0) throw new AppError("conflict", "There is already a person with this address.");
  await sql`
    insert into people_accounts (id, account_id, provider_id, user_id, password, updated_at)
    values (${createId()}, ${person.id}, 'credential', ${person.id}, ${person.passwordHash}, now())`;
  const [stored] = await selectPeople(sql, person.id);
  if (stored === undefined) throw new AppError("internal", "A person who was just made is not there.");
  return stored;
}
