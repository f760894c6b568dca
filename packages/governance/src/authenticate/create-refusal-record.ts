import { createId, type AuditLog, type AuditRecord, type Logger, type Principal } from "@mcp-tools/core";

/** A credential that was not accepted. Nothing in it lets anyone in. */
export interface Refusal {
  readonly reason: string;
  /** What may be shown of it, where it looks like one of our keys. */
  readonly prefix?: string | undefined;
  /** Whose it is or was, where that is known. */
  readonly principal?: Principal | undefined;
  readonly address?: string | undefined;
  readonly transport: AuditRecord["transport"];
  readonly requestId?: string | undefined;
}

/** Writes refused credentials into the audit, each network's first ones of a minute one by one and the rest as a number. */
export interface RefusalRecord {
  note(refusal: Refusal, network: string): void;
  /** Writes down what has only been counted so far. */
  close(): void;
}

const WINDOW_MS = 60_000;
const ROWS_PER_NETWORK = 5;
const ROWS_PER_WINDOW = 200;
const NETWORKS_MAX = 1_000;
const SUMMARIES_MAX = 50;

export function createRefusalRecord(deps: {
  readonly audit: Pick<AuditLog, "record">;
  readonly logger: Logger;
}): RefusalRecord {
  /** By network: how many, and how many of them have no row of their own. */
  let counts = new Map<string, { seen: number; untold: number }>();
  let untoldElsewhere = 0;
  let rows = 0;
  let timer: NodeJS.Timeout | undefined;

  function write(refusal: Refusal): void {
    const startedAt = Date.now();
    const { principal, prefix, reason } = refusal;
    deps.audit
      .record({
        id: createId(startedAt),
        kind: "access",
        action: "authenticate",
        startedAt,
        principalId: principal?.id ?? "anonymous",
        principalName: principal?.name ?? "anonymous",
        transport: refusal.transport,
        address: refusal.address,
        tool: "",
        // Without its mark, by which it would be masked like a whole key.
        arguments: JSON.stringify(prefix === undefined ? {} : { prefix: prefix.replace(/^mcpt_/, "") }),
        outcome: "refused",
        message: reason,
        durationMs: 0,
        resultBytes: 0,
        requestId: refusal.requestId,
      })
      .catch((err: unknown) => deps.logger.debug({ err }, "refused credential not recorded"));
  }

  function summarize(): void {
    clearTimeout(timer);
    timer = undefined;
    const untold = [...counts].filter(([, count]) => count.untold > 0).sort(([, a], [, b]) => b.untold - a.untold);
    for (const [address, count] of untold.slice(0, SUMMARIES_MAX))
      write({ reason: `${count.untold} more credentials were refused within a minute`, address, transport: "http" });
    const rest = untold.slice(SUMMARIES_MAX).reduce((sum, [, count]) => sum + count.untold, untoldElsewhere);
    if (rest > 0)
      write({ reason: `${rest} more credentials from many addresses were refused within a minute`, transport: "http" });
    counts = new Map();
    untoldElsewhere = 0;
    rows = 0;
  }

  return {
    note(refusal, network) {
      timer ??= setTimeout(summarize, WINDOW_MS).unref();
      let count = counts.get(network);
      if (count === undefined) {
        if (counts.size >= NETWORKS_MAX) {
          untoldElsewhere += 1;
          return;
        }
        counts.set(network, (count = { seen: 0, untold: 0 }));
      }
      count.seen += 1;
      if (count.seen > ROWS_PER_NETWORK || rows >= ROWS_PER_WINDOW) count.untold += 1;
      else {
        rows += 1;
        write(refusal);
      }
    },
    close: summarize,
  };
}
