import { type Logger, type ProcessReport, type ProcessStore, silentLogger } from "@mcp-tools/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createHeartbeat } from "./heartbeat.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const about = { id: "p1", host: "h", pid: 1, version: "1", services: ["mcp-sse"], startedAt: 0, sessions: { sse: 2 } };

function createStore(report: (report: ProcessReport) => Promise<void> = () => Promise.resolve()) {
  return {
    report: vi.fn<ProcessStore["report"]>(report),
    remove: vi.fn<ProcessStore["remove"]>(() => Promise.resolve()),
    list: () => Promise.resolve([]),
  };
}

test("reports soon after its start and then again and again, and takes the report back at the end", async () => {
  const processes = createStore();
  const heartbeat = createHeartbeat({ processes, logger: silentLogger, describe: () => about });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(processes.report).not.toHaveBeenCalled();
  heartbeat.start();
  heartbeat.start();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(processes.report).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(processes.report).toHaveBeenCalledTimes(1);
  expect(processes.report.mock.calls[0]?.[0]).toMatchObject({
    ...about,
    rssBytes: expect.any(Number),
    cpu: expect.any(Number),
  });
  await vi.advanceTimersByTimeAsync(50_000);
  expect(processes.report.mock.calls.length).toBeGreaterThanOrEqual(9);
  expect(processes.report.mock.calls.length).toBeLessThanOrEqual(13);
  await heartbeat.stop();
  expect(processes.remove).toHaveBeenCalledExactlyOnceWith("p1");
  expect(vi.getTimerCount()).toBe(0);
});

test("failures are mentioned once in a row, and reporting goes on", async () => {
  const debug = vi.fn<Logger["debug"]>();
  let isDown = true;
  const processes = createStore(() => (isDown ? Promise.reject(new Error("down")) : Promise.resolve()));
  const heartbeat = createHeartbeat({ processes, logger: { ...silentLogger, debug }, describe: () => about });
  heartbeat.start();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(processes.report.mock.calls.length).toBeGreaterThan(3);
  expect(debug).toHaveBeenCalledTimes(1);
  isDown = false;
  await vi.advanceTimersByTimeAsync(10_000);
  isDown = true;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(debug).toHaveBeenCalledTimes(2);
  await heartbeat.stop();
});

test("reports do not overlap however slow the store is", async () => {
  let open = 0;
  let openMax = 0;
  const processes = createStore(async () => {
    openMax = Math.max(openMax, ++open);
    await new Promise((resolve) => setTimeout(resolve, 20_000));
    open -= 1;
  });
  const heartbeat = createHeartbeat({ processes, logger: silentLogger, describe: () => about });
  heartbeat.start();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(openMax).toBe(1);
});

test("a process that never reported opens no database to say goodbye", async () => {
  const processes = createStore();
  const heartbeat = createHeartbeat({ processes, logger: silentLogger, describe: () => about });
  heartbeat.start();
  await heartbeat.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(processes.report).not.toHaveBeenCalled();
  expect(processes.remove).not.toHaveBeenCalled();
});
