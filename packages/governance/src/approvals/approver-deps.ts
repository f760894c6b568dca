import type { ApprovalStore, AuditLog, ChangeFeed, Logger } from "@mcp-tools/core";
import type { Policy } from "@mcp-tools/tools";

export interface ApprovalSettings {
  /** How long a call is held while its client can wait. */
  readonly holdMs: number;
  /** How long somebody may decide, and a decision may be used. */
  readonly expireMs: number;
}

export interface ApproverDeps {
  readonly store: ApprovalStore;
  readonly changes: ChangeFeed;
  readonly audit: Pick<AuditLog, "record">;
  /** The one that decides about calls. */
  readonly policy: () => Policy;
  readonly settings: () => ApprovalSettings;
  /** Of this process, as it reports itself to the others. */
  readonly processId: string;
  /** Called before something is claimed for this process: from then on it has to report itself. */
  readonly onClaim?: (() => void) | undefined;
  /** Where people decide, without a slash at the end; asked when somebody is told of it. */
  readonly consoleUrl?: (() => Promise<string | undefined>) | undefined;
  readonly logger: Logger;
  readonly now?: (() => number) | undefined;
  /** How often what the change feed missed is looked for. */
  readonly tickMs?: number | undefined;
}
