import { silentLogger, type AuditLog, type AuditRecord, type Logger } from "@mcp-tools/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createAuditMaintenance } from "./audit-maintenance.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Advance = { rows: number; isBehind: boolean };

function setUp(logger: Logger = silentLogger) {
  const recorded: AuditRecord[] = [];
  const maintain = vi.fn<AuditLog["maintain"]>(async () => ({ made: [], dropped: [] }));
  const advance = vi.fn<() => Promise<Advance>>(async () => ({ rows: 0, isBehind: false }));
  const audit = { maintain, record: async (row: AuditRecord) => void recorded.push(row) };
  const maintenance = createAuditMaintenance({ audit, indexer: { advance }, retentionDays: 30, logger });
  return { maintenance, maintain, advance, recorded };
}

const hour = 3_600_000;

test("a moment after the start, and then every hour, the audit is put in order; its index all the time", async () => {
  const { maintenance, maintain, advance } = setUp();
  await vi.advanceTimersByTimeAsync(hour);
  expect(maintain).not.toHaveBeenCalled();

  maintenance.start();
  maintenance.start();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(maintain).toHaveBeenCalledExactlyOnceWith(30);
  await vi.advanceTimersByTimeAsync(5 * hour);
  expect(maintain.mock.calls.length).toBeGreaterThanOrEqual(5);
  expect(maintain.mock.calls.length).toBeLessThanOrEqual(7);
  expect(advance.mock.calls.length).toBeGreaterThan(1500);

  await maintenance.stop();
  expect(vi.getTimerCount()).toBe(0);
});

test("much to index is done in a quarter of the time", async () => {
  const { maintenance, advance } = setUp();
  advance.mockImplementation(async () => {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    return { rows: 8000, isBehind: true };
  });

  maintenance.start();
  await vi.advanceTimersByTimeAsync(43_000);

  expect(advance.mock.calls.length).toBeGreaterThanOrEqual(9);
  expect(advance.mock.calls.length).toBeLessThanOrEqual(12);
});

test("what was removed is recorded", async () => {
  const { maintenance, maintain, recorded } = setUp();
  maintain.mockResolvedValueOnce({ made: ["audit_20260105"], dropped: ["audit_20251006"] });

  maintenance.start();
  await vi.advanceTimersByTimeAsync(5_000);

  expect(recorded).toMatchObject([
    { kind: "change", action: "audit.drop", principalId: "system", transport: "system", outcome: "ok" },
  ]);
  expect(JSON.parse(recorded[0]?.arguments ?? "")).toEqual({ dropped: ["audit_20251006"], retentionDays: 30 });
});

test("a failure is told, and it is tried again after a minute", async () => {
  const warn = vi.fn<Logger["warn"]>();
  const { maintenance, maintain, advance } = setUp({ ...silentLogger, warn });
  maintain.mockRejectedValueOnce(new Error("down"));
  advance.mockRejectedValueOnce(new Error("down"));

  maintenance.start();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(warn).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(90_000);

  expect(maintain).toHaveBeenCalledTimes(2);
  expect(advance.mock.calls.length).toBeGreaterThanOrEqual(2);
});

test("stopping waits for what is under way", async () => {
  const { maintenance, maintain } = setUp();
  let finish = () => {};
  maintain.mockImplementation(() => new Promise((resolve) => (finish = () => resolve({ made: [], dropped: [] }))));
  maintenance.start();
  await vi.advanceTimersByTimeAsync(5_000);
  let isStopped = false;

  const stopped = maintenance.stop().then(() => (isStopped = true));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(isStopped).toBe(false);
  finish();
  await stopped;

  expect(vi.getTimerCount()).toBe(0);
});
