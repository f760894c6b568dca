import type { IdempotencyClaim, IdempotencyRecord, IdempotencyStore } from "@mcp-tools/core";
import type { MemoryStoreParts } from "./create-memory-approval-store.ts";

interface Row extends IdempotencyClaim {
  readonly state: "running" | "done" | "unknown";
  readonly result?: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** An idempotency store in memory that keeps to the same contract as the database's; for tests. */
export function createMemoryIdempotencyStore({ clock, announce }: MemoryStoreParts): IdempotencyStore {
  const rows = new Map<string, Row>();

  const isKept = ({ state, expiresAt }: Row) => state === "running" || expiresAt > clock.now();
  const forget = () => {
    for (const [id, row] of rows) if (!isKept(row)) rows.delete(id);
  };
  const set = (row: Row | undefined, patch: Partial<Row>) => {
    if (row === undefined) return;
    rows.set(row.callId, { ...row, ...patch });
    announce([row.callId]);
  };

  return {
    async claim(claim) {
      forget();
      const { principalId, tool, key, callId, keepMs } = claim;
      const row = [...rows.values()].find(
        (other) => other.principalId === principalId && other.tool === tool && other.key === key,
      );
      if (row !== undefined && row.callId !== callId) return toRecord(row);
      const createdAt = clock.now();
      if (row === undefined) rows.set(callId, { ...claim, state: "running", createdAt, expiresAt: createdAt + keepMs });
      return { state: "claimed", id: callId };
    },
    async get(id) {
      const row = rows.get(id);
      return row === undefined || !isKept(row) ? undefined : toRecord(row);
    },
    stillRunning: async (ids) => ids.filter((id) => rows.get(id)?.state === "running"),
    async finish(id, result) {
      const row = rows.get(id);
      if (row?.state !== "done") set(row, { state: "done", result, expiresAt: clock.now() + (row?.keepMs ?? 0) });
    },
    async release(id) {
      if (rows.get(id)?.state !== "running") return;
      rows.delete(id);
      announce([id]);
    },
    async lose(id) {
      const row = rows.get(id);
      if (row?.state === "running") set(row, { state: "unknown" });
    },
    async sweep(processDeadMs) {
      forget();
      const lost = [...rows.values()].filter(
        ({ state, processId, createdAt }) => state === "running" && clock.isGone(processId, createdAt, processDeadMs),
      );
      for (const row of lost) set(row, { state: "unknown" });
      return lost.map(({ callId, principalId, tool }) => ({ id: callId, callId, principalId, tool }));
    },
  };
}

function toRecord({ state, callId, argumentsDigest, result }: Row): IdempotencyRecord {
  if (state === "running") return { state, id: callId, argumentsDigest };
  if (state === "done") return { state, id: callId, argumentsDigest, callId, result: result ?? "" };
  return { state, id: callId, argumentsDigest, callId };
}
