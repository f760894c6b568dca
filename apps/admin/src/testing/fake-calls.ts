import {
  createId,
  type AuditFilter,
  type AuditLog,
  type AuditOutcome,
  type AuditRecord,
  type CallBucket,
} from "@mcp-tools/core";

/** A call that went well, changed as told. Its id belongs to the time it started at. */
export function fakeCall(change: Partial<AuditRecord> = {}): AuditRecord {
  const startedAt = change.startedAt ?? Date.now();
  return {
    id: createId(startedAt),
    startedAt,
    kind: "call",
    action: "tools/call",
    principalId: "local",
    principalName: "local",
    transport: "http",
    protocolVersion: "2025-11-25",
    client: "claude-code/2.1.0",
    tool: "read_graph",
    arguments: "{}",
    outcome: "ok",
    durationMs: 12,
    resultBytes: 340,
    ...change,
  };
}

export interface FakeAuditLog extends Pick<AuditLog, "list" | "get" | "histogram" | "pages" | "verify" | "record"> {
  /** What was recorded, in this order. */
  readonly recorded: readonly AuditRecord[];
  add(...rows: AuditRecord[]): void;
  /** Set to make every read fail. */
  failure: Error | undefined;
}

const PAGE_ROWS = 2;
const failedOutcomes: readonly AuditOutcome[] = ["error", "timeout", "unknown"];

/** The call log's reading side over an array. */
export function createFakeAuditLog(rows: readonly AuditRecord[] = []): FakeAuditLog {
  const kept = [...rows];
  const recorded: AuditRecord[] = [];
  const find = (filter: AuditFilter) =>
    kept.filter((row) => fits(row, filter)).toSorted((a, b) => (a.id < b.id ? 1 : -1));
  const log: FakeAuditLog = {
    failure: undefined,
    recorded,
    async record(row) {
      if (log.failure !== undefined) throw log.failure;
      recorded.push(row);
    },
    async *pages(filter) {
      const found = find(filter);
      for (let at = 0; at < found.length; at += PAGE_ROWS) {
        if (log.failure !== undefined) throw log.failure;
        yield found.slice(at, at + PAGE_ROWS);
      }
    },
    async verify({ heads = [] } = {}) {
      if (log.failure !== undefined) throw log.failure;
      const problems = heads.map(({ writer, seq }) => `The chain of ${writer} does not reach ${seq}.`);
      return { ok: problems.length === 0, rows: kept.length, blocks: 0, problems, heads: [] };
    },
    add: (...more) => void kept.push(...more),
    async get(id) {
      if (log.failure !== undefined) throw log.failure;
      return kept.find((row) => row.id === id);
    },
    async list({ before, limit, ...filter }) {
      if (log.failure !== undefined) throw log.failure;
      return find(filter)
        .filter((row) => before === undefined || row.id < before)
        .slice(0, limit);
    },
    async histogram({ from, to, stepMs }) {
      if (log.failure !== undefined) throw log.failure;
      const buckets: CallBucket[] = [];
      for (let startedAt = from; startedAt < to; startedAt += stepMs) {
        buckets.push(
          bucketOf(
            startedAt,
            kept.filter((row) => row.startedAt >= startedAt && row.startedAt < Math.min(to, startedAt + stepMs)),
          ),
        );
      }
      return buckets;
    },
  };
  return log;
}

function fits(row: AuditRecord, filter: AuditFilter): boolean {
  const { from = 0, to = Infinity, kinds, outcomes, transports, tool, principalId, subject, text } = filter;
  return (
    row.startedAt >= from &&
    row.startedAt < to &&
    (kinds === undefined || kinds.includes(row.kind)) &&
    (outcomes === undefined || outcomes.includes(row.outcome)) &&
    (transports === undefined || transports.includes(row.transport)) &&
    (tool === undefined || row.tool === tool) &&
    (principalId === undefined || row.principalId === principalId) &&
    (subject === undefined || row.subject === subject) &&
    (text === undefined || `${row.arguments} ${row.message ?? ""}`.includes(text))
  );
}

function bucketOf(startedAt: number, rows: readonly AuditRecord[]): CallBucket {
  const durations = rows.map(({ durationMs }) => durationMs).toSorted((a, b) => a - b);
  const at = (share: number) => durations[Math.min(durations.length - 1, Math.floor(durations.length * share))] ?? 0;
  return {
    startedAt,
    calls: rows.length,
    failed: rows.filter(({ outcome }) => failedOutcomes.includes(outcome)).length,
    refused: rows.filter(({ outcome }) => outcome === "refused").length,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
  };
}
