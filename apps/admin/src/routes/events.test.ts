import { createId, type Change, type ChangeFeed } from "@mcp-tools/core";
import { expect, test } from "vitest";
import { createAdminApp } from "../app.ts";
import { createFakeAuditLog, fakeCall } from "../testing/fake-calls.ts";
import { createFakeDeps, type FakeDeps, type FakeOptions } from "../testing/fake-deps.ts";

test("a stream brings the overview, then calls as they are recorded, then changed tools", async () => {
  const deps = createFakeDeps({ calls: createFakeAuditLog([fakeCall()]) });
  await using stream = await open(deps);
  expect((await stream.next("overview"))["version"]).toBe("1.2.3");

  const call = fakeCall({ tool: "fetch" });
  deps.calls.add(call);
  expect(await stream.next("calls")).toMatchObject({ calls: [{ id: call.id, tool: "fetch" }], more: 0 });

  deps.registry.add({ name: "new_tool", pack: "mine" });
  expect(await stream.next("tools_changed")).toEqual({});
  deps.bus.publish({ kind: "tools_changed" });
  expect(await stream.next("tools_changed")).toEqual({});
});

test("who may read approvals is told how many wait, at first and when that changes, and nobody else is", async () => {
  const deps = createFakeDeps({ role: "approver" });
  await using stream = await open(deps);
  expect(await stream.next("approvals")).toEqual({ count: 0 });
  const { approval } = await deps.stores.approvals.open({
    id: createId(),
    principalId: "key:1",
    principalName: "ci",
    tool: "delete_all",
    toolDigest: "d",
    arguments: "{}",
    argumentsDigest: "a1",
    policyVersion: 1,
    reason: "It deletes.",
    transport: "http",
    expireMs: 60_000,
  });
  expect(await stream.next("approvals")).toEqual({
    count: 1,
    oldestAt: approval.createdAt,
    newestId: approval.id,
  });
  await using second = await open(deps);
  expect(await second.next("approvals")).toMatchObject({ count: 1 });

  let asked = 0;
  const countWaiting = async () => [{ count: (asked += 1), oldestAt: undefined, newestId: undefined }];
  const others = createFakeDeps({ role: "viewer", countWaiting });
  await using blind = await open(others);
  for (let look = 0; look < 3; look++) await blind.next("overview");
  others.feed.close();
  expect(await blind.rest()).not.toContain("event: approvals");
  expect(asked).toBe(0);
});

test("a call that comes to wait, and one that no longer does, are told at once", async () => {
  const listeners = new Set<{ onChange: (change: Change) => void }>();
  const changes: Pick<ChangeFeed, "subscribe"> = {
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  let count = 0;
  const countWaiting: FakeOptions["countWaiting"] = async (actors) =>
    actors.map(() => ({ count, oldestAt: undefined, newestId: undefined }));
  const deps = createFakeDeps({ role: "approver", countWaiting, changes, tickMs: 60_000 });
  const stream = await open(deps);
  expect(await stream.next("approvals")).toEqual({ count: 0 });
  for (const now of [1, 2, 0]) {
    count = now;
    for (const { onChange } of listeners) onChange({ kind: "approval", id: "a" });
    expect(await stream.next("approvals")).toEqual({ count: now });
  }
  await using second = await open(deps);
  expect(await second.next("approvals")).toEqual({ count: 0 });
  deps.feed.close();
  expect(listeners.size).toBe(0);
});

test("each is told of the calls that are there for them, whoever else looks", async () => {
  const seen = new Map<string, number>();
  const countWaiting: FakeOptions["countWaiting"] = async (actors) =>
    actors.map(({ requestId = "" }) => {
      if (!seen.has(requestId)) seen.set(requestId, seen.size);
      return { count: seen.get(requestId) ?? 0, oldestAt: undefined, newestId: undefined };
    });
  const deps = createFakeDeps({ role: "approver", countWaiting });
  await using first = await open(deps);
  expect(await first.next("approvals")).toEqual({ count: 0 });
  await using second = await open(deps);
  expect(await second.next("approvals")).toEqual({ count: 1 });
  for (let look = 0; look < 3; look++) await second.next("overview");
  deps.feed.close();
  expect(await first.rest()).not.toContain("event: approvals");
});

test("a count that fails ends neither the stream nor what else it brings", async () => {
  const countWaiting = () => Promise.reject(new Error("down"));
  await using stream = await open(createFakeDeps({ countWaiting }));
  for (let look = 0; look < 3; look++) expect(await stream.next("overview")).toHaveProperty("at");
});

test("a call that began before others and ended after them is not missed", async () => {
  const deps = createFakeDeps();
  await using stream = await open(deps);
  await stream.next("overview");
  deps.calls.add(fakeCall({ startedAt: Date.now() - 10 }));
  await stream.next("calls");
  const slow = fakeCall({ startedAt: Date.now() - 60_000 });
  deps.calls.add(slow);
  expect(await stream.next("calls")).toMatchObject({ calls: [{ id: slow.id }] });
});

test("a flood is cut to what a person can read, and says so", async () => {
  const deps = createFakeDeps();
  await using stream = await open(deps);
  await stream.next("overview");
  deps.calls.add(...Array.from({ length: 120 }, () => fakeCall()));
  const { calls, more } = await stream.next("calls");
  expect(calls).toHaveLength(50);
  expect(more).toBe(70);
});

test("a failing store does not end the stream", async () => {
  let time = 0;
  const deps = createFakeDeps({ now: () => (time += 1000) });
  await using stream = await open(deps);
  await stream.next("overview");
  deps.calls.failure = new Error("down");
  expect(await stream.next("overview")).not.toHaveProperty("traffic");
});

test("one stream too many is a 503, and a place that is left is free again", async () => {
  const deps = createFakeDeps({ readersMax: 1 });
  {
    await using _first = await open(deps);
    const second = await ask(deps);
    expect(second.status).toBe(503);
    expect(await second.json()).toMatchObject({ error: { code: "unavailable" } });
  }
  await expect.poll(() => deps.feed.readers).toBe(0);
  await using third = await open(deps);
  await third.next("overview");
});

test("nothing listens and nothing ticks once the last reader has gone", async () => {
  const deps = createFakeDeps();
  {
    await using stream = await open(deps);
    await stream.next("overview");
    expect([deps.bus.listeners, deps.registry.listeners]).toEqual([1, 1]);
  }
  await expect.poll(() => deps.feed.readers).toBe(0);
  expect([deps.bus.listeners, deps.registry.listeners]).toEqual([0, 0]);
});

test("closing the feed ends the streams and lets no new one in", async () => {
  const deps = createFakeDeps();
  await using stream = await open(deps);
  await stream.next("overview");
  deps.feed.close();
  expect(await stream.rest()).not.toContain("event: calls");
  expect((await ask(deps)).status).toBe(503);
});

async function ask(deps: FakeDeps) {
  return createAdminApp(deps).request("/api/events", { headers: { host: "localhost" } });
}

async function open(deps: FakeDeps) {
  const response = await ask(deps);
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  const reader = (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return {
    /** The data of the next event of that name; those before it are passed over. */
    async next(name: string): Promise<Record<string, unknown>> {
      for (;;) {
        const found = new RegExp(`event: ${name}\\ndata: (.*)\\n\\n`).exec(text);
        if (found?.[1] !== undefined) {
          text = text.slice(found.index + found[0].length);
          return JSON.parse(found[1]) as Record<string, unknown>;
        }
        const { done, value } = await reader.read();
        if (done) throw new Error(`The stream ended before ${name}`);
        text += value;
      }
    },
    async rest(): Promise<string> {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return text;
        text += value;
      }
    },
    [Symbol.asyncDispose]: () => reader.cancel(),
  };
}
