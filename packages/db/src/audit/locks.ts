import type { TransactionSql } from "postgres";

/** Any constants will do, as long as nobody else in the database uses them: "mcp" in ASCII and a number. */
export const lockKeys = { maintain: 0x6d_63_70_03 } as const;

/** Keeps others from the same work until the transaction ends. False when one of them is at it. */
export async function tryLock(tx: TransactionSql, key: number): Promise<boolean> {
  const [lock] = await tx<{ taken: boolean }[]>`select pg_try_advisory_xact_lock(${key}) as taken`;
  return lock?.taken === true;
}
