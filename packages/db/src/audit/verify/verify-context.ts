import type { LazyDatabase } from "../../connection/lazy-database.ts";
import type { AuditAnchor } from "../audit-anchor.ts";
import type { SealingKeys } from "../audit-keys.ts";
import type { Problems } from "./problems.ts";

export interface VerifyContext {
  readonly database: LazyDatabase;
  readonly keys: SealingKeys;
  readonly anchor: AuditAnchor | undefined;
  /** Blocks behind it came later and are not looked at. */
  readonly lastNumber: number;
  readonly problems: Problems;
  readonly signal: AbortSignal | undefined;
}

/** Blocks, and rows, that are read at a time. */
export const pageSize = 1000;
