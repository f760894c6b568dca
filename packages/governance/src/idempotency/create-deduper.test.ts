import { AppError } from "@mcp-tools/core";
import { createTestClient } from "@mcp-tools/tools/testing";
import type { ToolDefinition } from "@mcp-tools/tools";
import { expect, test, vi } from "vitest";
import { bob, caller, once, openApprovalsLab, type LabOptions } from "../approvals/testing/open-approvals-lab.ts";

const key = { idempotencyKey: "order 7" };

/** A tool that everyone may call; it runs until it is told how to end, where `gates` is wanted. */
function openLab(run?: ToolDefinition["run"], options: LabOptions = {}) {
  const lab = openApprovalsLab({
    ...options,
    tool: { access: "write", timeoutMs: 30_000, ...options.tool, ...(run && { run }) },
  });
  lab.policy.decide = () => ({ effect: "allow", reason: "" });
  return lab;
}

/** A run that ends when it is told to. */
function openGate() {
  const gates: ((value: string) => void)[] = [];
  const run = () => new Promise<string>((resolve) => void gates.push(resolve));
  return { run, gates };
}

test("the same key runs once, and is answered with the stored result", async () => {
  let count = 0;
  const { call, rows } = openLab(() => ({
    content: [{ type: "text", text: `run ${(count += 1)}` }],
    structuredContent: { count },
  }));
  const first = await call({ path: "/" }, key);
  expect(await call({ path: "/" }, key)).toEqual(first);
  expect(await call({ path: "/" }, key)).toEqual(first);
  expect(count).toBe(1);
  expect(rows.map(({ outcome, message }) => [outcome, message])).toEqual([
    ["ok", undefined],
    ["ok", `Answered from the call ${rows[0]?.id}, which had the same idempotency key.`],
    ["ok", expect.any(String)],
  ]);
});

test("without a key, and with another, every call runs", async () => {
  const { call, runs } = openLab();
  await call();
  await call();
  await call({ path: "/" }, { idempotencyKey: "a" });
  await call({ path: "/" }, { idempotencyKey: "b" });
  await call({ path: "/" }, { idempotencyKey: "a", principal: { ...caller, id: "key:other" } });
  expect(runs).toHaveLength(5);
});

test("a failure that the tool reports is a result as well", async () => {
  let count = 0;
  const { call } = openLab(() => {
    count += 1;
    throw new Error("out of stock");
  });
  const first = await call({ path: "/" }, key);
  expect(first).toMatchObject({ isError: true, text: expect.stringContaining("out of stock") });
  expect(await call({ path: "/" }, key)).toEqual(first);
  expect(count).toBe(1);
});

test("the key with other arguments is refused, in whatever state the first is", async () => {
  const { run, gates } = openGate();
  const { call } = openLab(run);
  const first = call({ path: "/a" }, key);
  await expect.poll(() => gates.length).toBe(1);
  expect((await call({ path: "/b" }, key)).text).toContain("used with other arguments");
  gates[0]?.("done");
  await first;
  expect((await call({ path: "/b" }, key)).text).toContain("used with other arguments");
  expect((await call({ path: "/a" }, key)).text).toBe("done");
});

test("many at the same time, in two processes: one runs, all get its result", async () => {
  const { run, gates } = openGate();
  const { call, startProcess } = openLab(run);
  const second = startProcess("second");
  second.policy.decide = () => ({ effect: "allow", reason: "" });
  const calls = Array.from({ length: 20 }, (_, index) => (index % 2 ? call : second.call)({ path: "/" }, key));
  await expect.poll(() => gates.length).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 50));
  gates[0]?.("paid");
  expect(new Set((await Promise.all(calls)).map(({ text }) => text))).toEqual(new Set(["paid"]));
  expect(gates).toHaveLength(1);
});

test("whoever waits for another's run can cancel, and leaves it running", async () => {
  const { run, gates } = openGate();
  const { call } = openLab(run);
  const first = call({ path: "/" }, key);
  await expect.poll(() => gates.length).toBe(1);
  const gone = new AbortController();
  const second = call({ path: "/" }, { ...key, signal: gone.signal });
  await new Promise((resolve) => setTimeout(resolve, 30));
  gone.abort();
  expect((await second).text).toBe("The call was cancelled.");
  gates[0]?.("paid");
  expect((await first).text).toBe("paid");
});

test("at shutdown whoever waits is told to call again, and nothing is lost", async () => {
  const { run, gates } = openGate();
  const { call, deduper, startProcess } = openLab(run);
  const first = call({ path: "/" }, key);
  await expect.poll(() => gates.length).toBe(1);
  const other = startProcess("other");
  other.policy.decide = () => ({ effect: "allow", reason: "" });
  const waits = other.call({ path: "/" }, key);
  await new Promise((resolve) => setTimeout(resolve, 30));
  other.deduper.stop();
  expect((await waits).text).toContain("still running");
  gates[0]?.("paid");
  await first;
  expect((await call({ path: "/" }, key)).text).toBe("paid");
  deduper.stop();
});

test("a process that is lost while it runs leaves the outcome unknown, for good, with a row in the audit", async () => {
  const { run, gates } = openGate();
  const { startProcess, call, clock, sweeper, rowsOf } = openLab(run);
  const killed = startProcess("killed");
  killed.policy.decide = () => ({ effect: "allow", reason: "" });
  const gone = new AbortController();
  const lost = killed.call({ path: "/" }, { ...key, signal: gone.signal });
  await expect.poll(() => gates.length).toBe(1);
  const waits = call({ path: "/" }, key);
  await new Promise((resolve) => setTimeout(resolve, 30));
  clock.pass(25_000);
  clock.report("first");
  sweeper.start();
  const told = await waits;
  await sweeper.stop();
  expect(told).toMatchObject({ isError: true, text: expect.stringContaining("Nobody knows whether it took effect") });
  expect(await call({ path: "/" }, key)).toEqual(told);
  expect((await call({ path: "/other" }, key)).text).toContain("other arguments");
  expect(gates).toHaveLength(1);
  const [row] = rowsOf("tools/call").filter(({ transport }) => transport === "system");
  expect(row).toMatchObject({ kind: "call", outcome: "unknown", principalId: caller.id });
  expect(told.text).toContain(row?.subject);
  gone.abort();
  await lost;
});

test("a call that was cancelled while it ran is unknown, unless it only reads", async () => {
  for (const access of ["write", "read"] as const) {
    const { run, gates } = openGate();
    const { call } = openLab(run, { tool: { access } });
    const gone = new AbortController();
    const first = call({ path: "/" }, { ...key, signal: gone.signal });
    await expect.poll(() => gates.length).toBe(1);
    gone.abort();
    await first;
    const again = call({ path: "/" }, key);
    if (access === "read") {
      await expect.poll(() => gates.length).toBe(2);
      gates[1]?.("read");
      expect((await again).text).toBe("read");
    } else expect((await again).text).toContain("Nobody knows");
  }
});

test("a call that waits for approval keeps no key when it does not run", async () => {
  const { call, policy, waiting, verbs, runs, keys } = openLab(undefined, { holdMs: 0 });
  policy.decide = () => ({ effect: "ask", reason: "It pays." });
  expect((await call({ path: "/" }, key)).text).toContain("waits for approval");
  const { id } = await waiting();
  expect((await call({ path: "/" }, key)).text).toContain(id);
  await verbs.approveCall(bob, { id, scope: once });
  expect((await call({ path: "/" }, key)).text).toBe("deleted");
  // Answered from the store, without asking again.
  expect((await call({ path: "/" }, key)).text).toBe("deleted");
  expect(runs).toHaveLength(1);
  expect(await keys.sweep(0)).toEqual([]);
});

test("a call held for approval holds its key: the same key waits with it, and gets its result", async () => {
  const { call, policy, waiting, verbs, runs, all } = openLab();
  policy.decide = () => ({ effect: "ask", reason: "It pays." });
  const calls = [call({ path: "/" }, key), call({ path: "/" }, key)];
  const { id } = await waiting();
  await new Promise((resolve) => setTimeout(resolve, 40));
  await verbs.approveCall(bob, { id, scope: once });
  expect((await Promise.all(calls)).map(({ text }) => text)).toEqual(["deleted", "deleted"]);
  expect(runs).toHaveLength(1);
  expect(await all()).toHaveLength(1);
});

test("a tool that asks its client frees the key for the run with the answer", async () => {
  const { call } = openLab(async (_input, { ask }) => {
    const { action } = await ask({ message: "Sure?", schema: { type: "object", properties: {} } }, { key: "sure" });
    return `paid: ${action}`;
  });
  expect((await call({ path: "/" }, { ...key, client: createTestClient() })).text).toBe("input_required");
  const client = createTestClient({ sure: { action: "accept", content: {} } });
  expect((await call({ path: "/" }, { ...key, client })).text).toBe("paid: accept");
});

test("of a result that is too long it is kept that there was one", async () => {
  let count = 0;
  const { call } = openLab(() => {
    count += 1;
    return "x".repeat(2_000);
  });
  expect((await call({ path: "/" }, key)).text).toHaveLength(2_000);
  expect(await call({ path: "/" }, key)).toMatchObject({ isError: false, text: expect.stringContaining("ended well") });
  expect(count).toBe(1);
});

test.for(["", "x".repeat(256), "a\0b", "line\nbreak", "\ud800"])("%j cannot be a key", async (idempotencyKey) => {
  const { call, runs } = openLab();
  expect((await call({ path: "/" }, { idempotencyKey })).text).toContain("An idempotency key is");
  expect(runs).toEqual([]);
});

test("a claim of which nobody knows whether it arrived is taken back, and the call does not run", async () => {
  const { call, keys, runs } = openLab();
  const { claim } = keys;
  keys.claim = async (...args) => {
    await claim(...args);
    throw new AppError("unavailable", "The connection was lost.");
  };
  expect((await call({ path: "/" }, key)).text).toContain("The connection was lost");
  expect(runs).toEqual([]);
  keys.claim = claim;
  expect((await call({ path: "/" }, key)).text).toBe("deleted");
});

test(
  "a result that could not be noted at once changes no answer, and is noted later",
  { timeout: 20_000 },
  async () => {
    const { call, keys, runs } = openLab();
    const finish = vi.spyOn(keys, "finish").mockRejectedValueOnce(new AppError("unavailable", "gone"));
    expect((await call({ path: "/" }, key)).text).toBe("deleted");
    expect((await call({ path: "/" }, key)).text).toBe("deleted");
    expect(finish).toHaveBeenCalledTimes(2);
    expect(runs).toHaveLength(1);
  },
);
