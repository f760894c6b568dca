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

function openSweeper({ fails = 0, approvals = [] as Approval[], lost = [] as LostCall[], auditFails = false } = {}) {
  const rows: AuditRecord[] = [];
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
    audit: {
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
  return { sweeper, rows, asked };
}

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

test("after the database was away no process is taken to be gone until each had the time to report itself", async () => {
  const { asked } = openSweeper({ fails: 2 });
  await expect.poll(() => asked.length).toBeGreaterThan(4);
  expect(asked[0]).toBe(200);
  expect(asked.slice(1, 4).every((deadMs) => deadMs > 1e9)).toBe(true);
  await expect.poll(() => asked.at(-1)).toBe(200);
});

test("goes on when a row cannot be recorded", async () => {
  const { asked } = openSweeper({ approvals: [approval({})], lost: [lostCall], auditFails: true });
  await expect.poll(() => asked.length).toBeGreaterThan(2);
});

test("stops, and starts nothing afterwards", async () => {
  const { sweeper, asked } = openSweeper();
  await expect.poll(() => asked.length).toBeGreaterThan(0);
  await sweeper.stop();
  const before = asked.length;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(asked).toHaveLength(before);
});
