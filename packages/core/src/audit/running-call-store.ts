import type { AuditRecord } from "./audit-log.ts";

/**
 * Calls that have been running for a while, with what the audit says should their process die. A call is in it only while its
 * tool runs; one that is over quickly never is.
 */
export interface RunningCallStore {
  /** Each row as it is to be recorded if nothing else is heard of the call; its id is the call's. */
  note(processId: string, rows: readonly AuditRecord[]): Promise<void>;
  /** They are over, and recorded. */
  forget(ids: readonly string[]): Promise<void>;
  /**
   * Calls noted by processes that have not reported for `processDeadMs`, and these ones. They are the caller's from now on, who
   * records and forgets them; should it die before that, the next one finds them.
   */
  takeLost(
    by: string,
    options: { readonly processDeadMs: number; readonly ids: readonly string[] },
  ): Promise<AuditRecord[]>;
}
