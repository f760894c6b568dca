import type { AuditLog, Logger } from "@mcp-tools/core";
import { operator, type Actor } from "./actor.ts";
import { recordChange, type ActorEvent } from "./record-change.ts";

/** Audit rows for what was refused to people and strangers: as many as a person can read, however many there were. */
export interface RefusalRecorder {
  /** Writes a row, or counts it where there were too many already. Never rejects: a refusal stands without its row. */
  record(actor: Actor, event: Omit<ActorEvent, "outcome">): Promise<void>;
  /** Writes what was counted, and stops counting. */
  close(): Promise<void>;
}

export interface RefusalRecorderDeps {
  readonly audit: Pick<AuditLog, "record">;
  readonly log: Logger;
  /** Rows in each window, default 60. */
  readonly rowsMax?: number;
  /** Default a minute. */
  readonly windowMs?: number;
}

const actionsMax = 50;
const counter: Actor = { ...operator, transport: "system" };

export function createRefusalRecorder({
  audit,
  log,
  rowsMax = 60,
  windowMs = 60_000,
}: RefusalRecorderDeps): RefusalRecorder {
  let rows = 0;
  let timer: NodeJS.Timeout | undefined;
  let more = new Map<string, number>();

  async function write(actor: Actor, event: ActorEvent): Promise<void> {
    try {
      await recordChange(audit, actor, { ...event, outcome: "refused" });
    } catch (err) {
      log.warn({ err, action: event.action }, "refusal not recorded");
    }
  }

  async function sum(): Promise<void> {
    timer = undefined;
    rows = 0;
    const counted = more;
    more = new Map();
    for (const [action, count] of counted)
      await write(counter, {
        kind: "access",
        action,
        details: { more: count },
        message: `${count} more in the same minute, not recorded one by one.`,
      });
  }

  return {
    async record(actor, event) {
      timer ??= setTimeout(() => void sum(), windowMs).unref();
      if (rows < rowsMax) {
        rows += 1;
        return write(actor, event);
      }
      const action = more.has(event.action) || more.size < actionsMax ? event.action : "other";
      more.set(action, (more.get(action) ?? 0) + 1);
    },
    async close() {
      clearTimeout(timer);
      await sum();
    },
  };
}
