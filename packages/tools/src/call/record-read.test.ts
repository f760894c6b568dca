import { AppError, localPrincipal } from "@mcp-tools/core";
import { describe, expect, test, vi } from "vitest";
import { InputRequired } from "../client-port.ts";
import { openPolicy } from "../policy.ts";
import { createGate, createTestToolbox } from "../testing.ts";
import type { ReadRequest } from "./record-read.ts";

const request: ReadRequest = {
  action: "resources/read",
  target: "notes://1",
  principal: localPrincipal,
  transport: "http",
  signal: new AbortController().signal,
  protocolVersion: "2026-07-28",
  clientName: "test/1",
  sessionId: "s",
  toolset: "notes",
  address: "192.0.2.1",
  requestId: "r",
  traceId: "t",
};
const read = async () => ({ kind: "read", value: "a note", bytes: 6 }) as const;

test("a reading leaves one row that says who read what", async () => {
  const { toolbox, rows } = createTestToolbox([]);
  expect(await toolbox.recordRead(request, read)).toBe("a note");
  expect(rows).toEqual([
    {
      id: expect.stringMatching(/^[\da-f-]{36}$/),
      kind: "call",
      action: "resources/read",
      tool: "notes://1",
      arguments: "{}",
      outcome: "ok",
      message: undefined,
      startedAt: expect.any(Number),
      durationMs: expect.any(Number),
      resultBytes: 6,
      principalId: "local",
      principalName: "local",
      transport: "http",
      protocolVersion: "2026-07-28",
      client: "test/1",
      sessionId: "s",
      toolset: "notes",
      address: "192.0.2.1",
      requestId: "r",
      traceId: "t",
    },
  ]);
});

test("secrets and what cannot be stored do not reach the row", async () => {
  const { toolbox, rows } = createTestToolbox([]);
  const secret = `sk-${"a".repeat(40)}`;
  await toolbox.recordRead(
    {
      ...request,
      action: "prompts/get",
      target: `greet\0${"x".repeat(2_000)}`,
      arguments: { password: "hunter2", note: secret },
    },
    read,
  );
  expect(rows[0]?.arguments).not.toMatch(/hunter2|sk-aaa/);
  expect(rows[0]?.tool).toMatch(/^greet\uFFFDx+$/);
  expect(rows[0]?.tool).toHaveLength(512);
});

test("what was refused is recorded as such, and the error goes on to the caller", async () => {
  const { toolbox, rows } = createTestToolbox([]);
  const error = new Error("Resource not found: notes://1");
  await expect(toolbox.recordRead(request, async () => ({ kind: "refused", error }))).rejects.toBe(error);
  expect(rows).toMatchObject([{ outcome: "refused", message: "Resource not found: notes://1", resultBytes: 0 }]);
});

test("a fault of the resource is recorded as an error", async () => {
  const { toolbox, rows } = createTestToolbox([]);
  const error = new Error("the disk is gone");
  await expect(toolbox.recordRead(request, () => Promise.reject(error))).rejects.toBe(error);
  expect(rows).toMatchObject([{ outcome: "error", message: "the disk is gone" }]);
});

test("a question to the client is no failure", async () => {
  const { toolbox, rows } = createTestToolbox([]);
  const question = new InputRequired({ name: { method: "roots/list" } });
  await expect(toolbox.recordRead(request, () => Promise.reject(question))).rejects.toBe(question);
  expect(rows).toMatchObject([{ outcome: "input_required", message: undefined }]);
});

test("a reading that was cancelled is given up, though it does not listen", async () => {
  const { toolbox, rows } = createTestToolbox([]);
  const abort = new AbortController();
  const given: AbortSignal[] = [];
  const reading = toolbox.recordRead({ ...request, signal: abort.signal }, (signal) => {
    given.push(signal);
    return createGate<never>().promise;
  });
  expect(toolbox.inFlight).toBe(1);
  abort.abort();
  await expect(reading).rejects.toMatchObject({ code: "cancelled" });
  expect(given[0]?.aborted).toBe(true);
  expect(rows).toMatchObject([{ outcome: "cancelled" }]);
  expect(toolbox.inFlight).toBe(0);
});

test("a reading whose time is up is given up", async () => {
  const { toolbox, rows } = createTestToolbox([], { timeoutMs: 20 });
  await expect(toolbox.recordRead(request, () => createGate<never>().promise)).rejects.toMatchObject({
    code: "timeout",
  });
  expect(rows).toMatchObject([{ outcome: "timeout", message: expect.stringContaining("0.02 s") }]);
});

test("a credential that holds no more reads nothing", async () => {
  const { toolbox, rows } = createTestToolbox([], {
    policy: (registry) => ({ ...openPolicy(registry), current: () => undefined }),
  });
  const reading = vi.fn(read);
  await expect(toolbox.recordRead(request, reading)).rejects.toMatchObject({ code: "unauthorized" });
  expect(reading).not.toHaveBeenCalled();
  expect(rows).toMatchObject([{ outcome: "refused" }]);
});

describe("no row, no answer", () => {
  test("while rows cannot be stored nothing is read", async () => {
    const { toolbox } = createTestToolbox([], { audit: { record: async () => {}, isAvailable: () => false } });
    const reading = vi.fn(read);
    await expect(toolbox.recordRead(request, reading)).rejects.toMatchObject({ code: "unavailable" });
    expect(reading).not.toHaveBeenCalled();
  });

  test("what was read is not told when its row was lost", async () => {
    const lost = new AppError("unavailable", "the database is gone");
    const { toolbox } = createTestToolbox([], {
      audit: { record: () => Promise.reject(lost), isAvailable: () => true },
    });
    await expect(toolbox.recordRead(request, read)).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("not sent"),
    });
  });
});
