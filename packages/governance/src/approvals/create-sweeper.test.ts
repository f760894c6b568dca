import { AppError, silentLogger, type Approval, type AuditRecord, type LostCall } from "@mcp-tools/core";
import { expect, onTestFinished, test } from "vitest";
import { createSweeper } from "./create-sweeper.ts";

const lostCall: LostCall = { id: "call-1", callId: "call-1", principalId: "key:ci", tool: "pay" };
const approval = (patch: Partial<Approval>): Approval => ({
  id: "approval-1",
  state: "expired",
  principalId: "key:ci",
  principalName: "ci",
  tool: "pay",
  toolDigest: "d",
  arguments: "{}",
  argumentsDigest: "a",
  policyVersion: 1,
  reason: "",
  transport: "http",
  createdAt: 0,
  expiresAt: 0,
  ...patch,
});

function openSweeper({
  fails = 0,
  approvals = [] as Approval[],
  lost = [] as LostCall[],
  noted = [] as AuditRecord[],
  auditFails = false,
} = {}) {
  const rows: AuditRecord[] = [];
  const forgotten: string[] = [];
  /** Recorded by the process itself. */
  const recorded = new Set<string>();
  const asked: number[] = [];
  const sweeper = createSweeper({
    approvals: {
      sweep: async (deadMs) => {
        asked.push(deadMs);
        if (asked.length <= fails) throw new AppError("unavailable", "away");
        return approvals.splice(0);
      },
    },
    idempotency: { sweep: async () => lost.splice(0) },
    runningCalls: {
      takeLost: async () => noted.splice(0),
      forget: async (ids) => void forgotten.push(...ids),
    },
    processId: "p-1",
    audit: {
      get: async (id) => (recorded.has(id) ? row({ id }) : undefined),
      record: async (row) => {
        if (auditFails) throw new AppError("unavailable", "away");
        rows.push(row);
      },
    },
    logger: silentLogger,
    processDeadMs: 200,
    intervalMs: 10,
  });
  onTestFinished(() => sweeper.stop());
  sweeper.start();
  sweeper.start();
  return { sweeper, rows, asked, forgotten, recorded };
}

const row = (patch: Partial<AuditRecord>): AuditRecord => ({
  id: "call-1",
  kind: "call",
  action: "tools/call",
  startedAt: 1,
  principalId: "key:ci",
  principalName: "ci",
  transport: "http",
  tool: "pay",
  arguments: '{"amount":5}',
  outcome: "ok",
  durationMs: 200,
  resultBytes: 0,
  ...patch,
});

test("records what expired, and each lost call once, though it had an approval and a key", async () => {
  const { rows } = openSweeper({
    approvals: [approval({}), approval({ id: "approval-2", state: "unknown", callId: "call-1" })],
    lost: [lostCall, { ...lostCall, id: "call-2", callId: "call-2" }],
  });
  await expect.poll(() => rows.length).toBe(3);
  expect(rows).toMatchObject([
    { kind: "approval", action: "approval.expire", subject: "approval-1", principalId: "system", tool: "pay" },
    { kind: "call", action: "tools/call", outcome: "unknown", subject: "call-1", principalId: "key:ci" },
    { kind: "call", action: "tools/call", outcome: "unknown", subject: "call-2" },
  ]);
});

test("records a call that was noted with all that is known of it, once, and not where its process had recorded it", async () => {
  const noted = [row({}), row({ id: "call-3", tool: "draw" })];
  const { rows, recorded, forgotten } = openSweeper({ noted, lost: [lostCall] });
  recorded.add("call-3");

  await expect.poll(() => forgotten).toEqual(["call-1", "call-3"]);
  expect(rows).toMatchObject([
    {
      subject: "call-1",
      outcome: "unknown",
      principalName: "ci",
      transport: "http",
      arguments: '{"amount":5}',
      message: expect.stringContaining("nobody knows whether it took effect"),
    },
  ]);
  expect(rows[0]?.id).not.toBe("call-1");
});

test("after the database was away no process is taken to be gone until each had the time to report itself", async () => {
  const { asked } = openSweeper({ fails: 2 });
  await expect.poll(() => asked.length).toBeGreaterThan(4);
  expect(asked[0]).toBe(200);
  expect(asked.slice(1, 4).every((deadMs) => deadMs > 1e9)).toBe(true);
  await expect.poll(() => asked.at(-1)).toBe(200);
});

test("goes on when a row cannot be recorded", async () => {
  const parts = { approvals: [approval({})], lost: [lostCall], noted: [row({})], auditFails: true };
  const { asked, forgotten } = openSweeper(parts);
  await expect.poll(() => asked.length).toBeGreaterThan(2);
  // The next one tries again.
  expect(forgotten).toEqual([]);
});

test("stops, and starts nothing afterwards", async () => {
  const { sweeper, asked } = openSweeper();
  await expect.poll(() => asked.length).toBeGreaterThan(0);
  await sweeper.stop();
  const before = asked.length;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(asked).toHaveLength(before);
});
