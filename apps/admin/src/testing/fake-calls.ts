import { createId, type CallBucket, type AuditLog, type AuditOutcome, type AuditRecord } from "@mcp-tools/core";

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

export interface FakeAuditLog extends Pick<AuditLog, "list" | "get" | "histogram"> {
  add(...rows: AuditRecord[]): void;
  /** Set to make every read fail. */
  failure: Error | undefined;
}

const failedOutcomes: readonly AuditOutcome[] = ["error", "timeout", "unknown"];

/** The call log's reading side over an array. */
export function createFakeAuditLog(rows: readonly AuditRecord[] = []): FakeAuditLog {
  const kept = [...rows];
  const log: FakeAuditLog = {
    failure: undefined,
    add: (...more) => void kept.push(...more),
    async get(id) {
      if (log.failure !== undefined) throw log.failure;
      return kept.find((row) => row.id === id);
    },
    async list({ before, tool, outcomes, principalId, limit }) {
      if (log.failure !== undefined) throw log.failure;
      return kept
        .filter((row) => (before === undefined || row.id < before) && (tool === undefined || row.tool === tool))
        .filter(
          (row) =>
            (outcomes === undefined || outcomes.includes(row.outcome)) &&
            (principalId === undefined || row.principalId === principalId),
        )
        .toSorted((a, b) => (a.id < b.id ? 1 : -1))
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
