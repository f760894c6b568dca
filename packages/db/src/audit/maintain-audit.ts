import type { Sql, TransactionSql } from "postgres";
import type { LazyDatabase } from "../connection/lazy-database.ts";
import { readAnchor, writeAnchor } from "./audit-anchor.ts";
import type { SealingKeys } from "./audit-keys.ts";
import { byIndex } from "./by-index.ts";
import { idAt } from "./search/search-query.ts";
import { weekAt, weekMs, weekNamed, type Week } from "./weeks.ts";

export interface MaintainDeps {
  readonly database: LazyDatabase;
  readonly keys: SealingKeys;
}

export interface Maintained {
  readonly made: readonly string[];
  readonly dropped: readonly string[];
}

/** Any constant will do, as long as nobody else in the database uses it: "mcp" in ASCII and a number. */
const lockKey = 0x6d_63_70_03;
const dayMs = 86_400_000;
const weeksAhead = 4;
/** Whoever waits for a table's lock makes all others wait behind it, calls among them. */
const lockTimeoutMs = 1000;
const stepTimeoutMs = 120_000;
/** Ours must not be the first to give up: that would drop the connections. */
const useTimeoutMs = 600_000;
const blocksATime = 5000;
const segmentsATime = 20;

/**
 * Makes the partitions of this and the coming weeks, and those that rows in the default partition want; drops those whose
 * every row is older than `retentionDays`, by the database's clock. One process at a time: nothing is done while another is at it.
 */
export async function maintainAudit(deps: MaintainDeps, retentionDays: number): Promise<Maintained> {
  const { database } = deps;
  const step = <T>(work: (tx: TransactionSql) => Promise<T>) =>
    database.use(({ sql }) => locked(sql, work), { timeoutMs: useTimeoutMs });
  const state = await step(async (tx) => ({ nowMs: await clock(tx), partitions: await readPartitions(tx) }));
  if (state === undefined) return { made: [], dropped: [] };
  const bound = weekAt(state.nowMs - retentionDays * dayMs).from;
  const made: string[] = [];
  const missing = (await step((tx) => wantedWeeks(tx, { nowMs: state.nowMs, bound }))) ?? [];
  for (const week of missing)
    if (!state.partitions.includes(week.name) && (await step((tx) => addPartition(tx, week)))) made.push(week.name);
  const old = state.partitions.filter((name) => (weekNamed(name)?.to ?? "f") <= bound);
  const dropped = (await step((tx) => dropPartitions(tx, { old, bound }, deps.keys))) ?? [];
  while ((await step((tx) => purge(tx, deps.keys))) === true);
  return { made, dropped };
}

/** One process at a time: undefined when another one is at it. */
function locked<T>(sql: Sql, work: (tx: TransactionSql) => Promise<T>): Promise<T | undefined> {
  return sql.begin(async (tx) => {
    await tx.unsafe(
      `${byIndex}; set local lock_timeout = ${lockTimeoutMs}; set local statement_timeout = ${stepTimeoutMs}`,
    );
    const [lock] = await tx<{ taken: boolean }[]>`select pg_try_advisory_xact_lock(${lockKey}) as taken`;
    return lock?.taken === true ? work(tx) : undefined;
  }) as Promise<T | undefined>;
}

async function clock(tx: TransactionSql): Promise<number> {
  const [row] = await tx<{ ms: number }[]>`select (extract(epoch from now()) * 1000)::float8 as ms`;
  return row?.ms ?? Date.now();
}

async function readPartitions(tx: TransactionSql): Promise<string[]> {
  const rows = await tx<{ name: string }[]>`
    select relname as name from pg_inherits join pg_class on pg_class.oid = inhrelid
    where inhparent = 'audit'::regclass order by 1`;
  return rows.map(({ name }) => name).filter((name) => weekNamed(name) !== undefined);
}

/** This week and the next ones, and what is in the default partition: it came while a partition was missing. */
async function wantedWeeks(tx: TransactionSql, { nowMs, bound }: { nowMs: number; bound: string }): Promise<Week[]> {
  const ahead = Array.from({ length: weeksAhead + 1 }, (_, index) => weekAt(nowMs + index * weekMs));
  const strays = await tx<{ ms: number }[]>`
    select distinct (('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint / 86400000 * 86400000)::float8 as ms
    from audit_default where id >= ${bound} and id < ${ahead.at(-1)?.to ?? idAt(nowMs)}`;
  const weeks = [...ahead, ...strays.map(({ ms }) => weekAt(ms))];
  return [...new Map(weeks.map((week) => [week.name, week])).values()];
}

/** Attached when it is complete: unlike `create table … partition of` that keeps nobody from writing to the others. */
async function addPartition(tx: TransactionSql, { name, from, to }: Week): Promise<boolean> {
  await tx.unsafe(`lock table audit_default in access exclusive mode`);
  await tx.unsafe(`create table ${name} (like audit including all)`);
  await tx.unsafe(
    `with strays as (delete from audit_default where id >= '${from}' and id < '${to}' returning *)
     insert into ${name} select * from strays`,
  );
  await tx.unsafe(`alter table audit attach partition ${name} for values from ('${from}') to ('${to}')`);
  return true;
}

async function dropPartitions(
  tx: TransactionSql,
  { old, bound }: { old: readonly string[]; bound: string },
  keys: SealingKeys,
): Promise<string[]> {
  const strays = await tx`select from audit_default where id < ${bound} limit 1`;
  if (old.length + strays.length === 0) return [];
  for (const name of old) await tx.unsafe(`drop table ${name}`);
  await tx`delete from audit_default where id < ${bound}`;
  // Blocks before the first that has rows left; not up to it: one between may not be committed yet.
  const [gone] = await tx<{ end: string }[]>`
    select coalesce(max(number) + 1, 0) as end from audit_blocks
    where number < coalesce((select number from audit_blocks where last_id >= ${bound} order by number limit 1), 9223372036854775807)`;
  const before = await readAnchor(tx, keys);
  const number = Math.max(before?.number ?? 0, Number(gone?.end ?? 0));
  await writeAnchor(tx, { number, bound: before !== undefined && before.bound > bound ? before.bound : bound }, keys);
  return [...old];
}

/** Removes blocks and segments whose rows are gone, some at a time. True when there may be more. */
async function purge(tx: TransactionSql, keys: SealingKeys): Promise<boolean> {
  const anchor = await readAnchor(tx, keys);
  if (anchor === undefined) return false;
  const blocks = await tx`
    delete from audit_blocks where number in
      (select number from audit_blocks where number < ${anchor.number} order by number limit ${blocksATime})`;
  const segments = await tx<{ number: string }[]>`
    delete from audit_segments where number in
      (select number from audit_segments where max_id < ${anchor.bound} order by max_id limit ${segmentsATime})
    returning number`;
  for (const { number } of segments) await tx`delete from audit_words where segment = ${number}`;
  await tx`delete from audit_late where id < ${anchor.bound}`;
  return blocks.count === blocksATime || segments.length === segmentsATime;
}
