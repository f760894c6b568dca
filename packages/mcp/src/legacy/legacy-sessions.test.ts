import { afterEach, expect, test, vi } from "vitest";
import { createFakeState } from "../testing/fake-state.ts";
import { callTool, joinSession, openSession, parse, textOf } from "../testing/speak.ts";
import { startMcp, type TestServerOptions } from "../testing/start-mcp.ts";

afterEach(() => void vi.useRealTimers());

const levelsOf = (messages: readonly { method?: string; params?: Readonly<Record<string, unknown>> }[]) =>
  messages.filter(({ method }) => method === "notifications/message").map(({ params }) => params?.["level"]);
const setLevel = (level: unknown) => ({ jsonrpc: "2.0", id: "level", method: "logging/setLevel", params: { level } });
const subscribe = (uri: string) => ({ jsonrpc: "2.0", id: uri, method: "resources/subscribe", params: { uri } });

/** Two replicas behind one store, and the same session seen through each. */
async function startPair(options: TestServerOptions = {}) {
  const state = createFakeState();
  const [a, b] = await Promise.all([startMcp({ state, ...options }), startMcp({ state, ...options })]);
  const viaA = await openSession(a.url, { capabilities: { elicitation: {} } });
  const viaB = joinSession(b.url, viaA.sessionId);
  return {
    a,
    b,
    viaA,
    viaB,
    state,
    async [Symbol.asyncDispose]() {
      await a[Symbol.asyncDispose]();
      await b[Symbol.asyncDispose]();
    },
  };
}

test("any replica serves a session that another one opened", async () => {
  await using pair = await startPair();
  expect(parse(await pair.viaB.post(callTool(1, "echo", { message: "b" }))).result.structuredContent).toEqual({
    message: "b",
  });
  expect(parse(await pair.viaA.post(callTool(2, "echo", { message: "a" }))).result.structuredContent).toEqual({
    message: "a",
  });
  expect(pair.b.tools.rows).toMatchObject([
    { client: "test/1", protocolVersion: "2025-11-25", sessionId: pair.viaA.sessionId },
  ]);
});

test("the handshake's capabilities are known to every replica", async () => {
  await using pair = await startPair();
  const stream = await pair.viaB.stream(callTool(1, "ask"));
  const { id } = await stream.next(({ method }) => method === "elicitation/create");
  await pair.viaB.post({ jsonrpc: "2.0", id, result: { action: "accept", content: { name: "Ada" } } });
  expect(textOf(await stream.next(({ result }) => result !== undefined))).toBe("hello Ada");
});

test("the log level holds on every replica, also where the session was warm before", async () => {
  await using pair = await startPair();
  await pair.viaA.post(setLevel("error"));
  const logsVia = async (client: typeof pair.viaA, id: number) => {
    const stream = await client.stream(callTool(id, "log"));
    await stream.ended;
    return levelsOf(stream.messages());
  };
  expect(await logsVia(pair.viaB, 1)).toEqual(["error"]);
  await pair.viaB.post(setLevel("info"));
  expect(await logsVia(pair.viaA, 2)).toEqual(["info", "error"]);
  expect(await logsVia(pair.viaB, 3)).toEqual(["info", "error"]);
});

test("a log level that does not exist is refused and not kept", async () => {
  await using pair = await startPair();
  await pair.viaA.post(setLevel("error"));
  for (const level of ["loud", 5, undefined]) expect(parse(await pair.viaA.post(setLevel(level))).error).toBeDefined();
  expect(pair.state.sessions.records.get(pair.viaA.sessionId)?.logLevel).toBe("error");
});

test("subscriptions made through different replicas add up", async () => {
  await using pair = await startPair();
  await pair.viaB.post(callTool(1, "echo", { message: "warm on b" }));
  await pair.viaA.post(subscribe("test://items/one"));
  await pair.viaB.post(subscribe("test://items/two"));
  const stream = await pair.viaA.get();
  for (const uri of ["test://items/none", "test://items/one", "test://items/two"])
    pair.state.bus.publish({ kind: "resource_updated", uri });
  expect((await stream.next(({ method }) => method !== undefined)).params).toEqual({ uri: "test://items/one" });
  expect((await stream.next()).params).toEqual({ uri: "test://items/two" });
  expect(pair.state.sessions.records.get(pair.viaA.sessionId)?.subscriptions).toEqual([
    "test://items/one",
    "test://items/two",
  ]);
});

test("a change is told once, however many replicas know the session", async () => {
  await using pair = await startPair();
  await pair.viaB.post(callTool(1, "echo", { message: "warm on b" }));
  const stream = await pair.viaA.get();
  pair.state.bus.publish({ kind: "tools_changed" });
  pair.state.bus.publish({ kind: "prompts_changed" });
  await stream.next(({ method }) => method === "notifications/prompts/list_changed");
  expect(stream.messages()).toHaveLength(2);
});

test("a call is resumed through another replica while it runs", async () => {
  await using pair = await startPair();
  const stream = await pair.viaA.stream(callTool(1, "wait"));
  await stream.next((_message, { id }) => id !== undefined);
  const call = await pair.a.started("");
  stream.cut();
  const resumed = await pair.viaB.get({ "last-event-id": stream.events[0]?.id });
  call.finish("from a");
  expect(textOf(await resumed.next(({ result }) => result !== undefined))).toBe("from a");
});

test("a session ended through one replica is gone on the other", async () => {
  await using pair = await startPair();
  await pair.viaB.post(callTool(1, "echo", { message: "warm on b" }));
  expect(pair.b.open["http"]).toBe(1);
  await pair.viaA.end();
  await expect.poll(() => pair.b.open["http"]).toBe(0);
  expect((await pair.viaB.post(callTool(2, "echo", { message: "hi" }))).status).toBe(404);
});

test("many first requests at once open the session once", async () => {
  const state = createFakeState({ delayMs: 10 });
  await using a = await startMcp({ state });
  await using b = await startMcp({ state });
  const { sessionId } = await openSession(a.url);
  const client = joinSession(b.url, sessionId);
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, id) => client.post(callTool(id, "echo", { message: "hi" }))),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
  expect(b.open["http"]).toBe(1);
});

test("a session that the store has forgotten is forgotten here too", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url);
  server.state.sessions.records.clear();
  expect((await client.post(callTool(1, "echo", { message: "hi" }))).status).toBe(404);
  expect(server.open["http"]).toBe(0);
});

test("a store that is out of reach is a fault of the server, with the request's id", async () => {
  const state = createFakeState();
  await using server = await startMcp({
    state: { ...state, sessions: { ...state.sessions, get: () => Promise.reject(new Error("store is gone")) } },
  });
  const client = joinSession(server.url, "x".repeat(32));
  const answer = await client.post(callTool(7, "echo"));
  expect(answer.status).toBe(500);
  expect(parse(answer)).toMatchObject({ id: 7, error: { code: -32603 } });
});

test("an idle session leaves memory, and is there again when it is used", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"] });
  await using server = await startMcp({ sessionIdleMs: 10_000 });
  const client = await openSession(server.url);
  expect(server.open["http"]).toBe(1);
  vi.advanceTimersByTime(25_000);
  expect(server.open["http"]).toBe(0);
  expect(parse(await client.post(callTool(1, "echo", { message: "back" }))).result.structuredContent).toEqual({
    message: "back",
  });
});

test("a session with a call in flight or an open stream is not idle, and its store hears of it", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"] });
  const state = createFakeState();
  const asked: string[] = [];
  const get = (id: string) => {
    asked.push(id);
    return state.sessions.get(id);
  };
  await using server = await startMcp({
    sessionIdleMs: 10_000,
    state: { ...state, sessions: { ...state.sessions, get } },
  });
  const [calling, listening, idle] = await Promise.all([
    openSession(server.url),
    openSession(server.url),
    openSession(server.url),
  ]);
  const answer = calling.post(callTool(1, "wait"));
  const call = await server.started("");
  const stream = await listening.get();
  asked.length = 0;
  vi.advanceTimersByTime(25_000);
  await expect.poll(() => server.open["http"]).toBe(2);
  expect(new Set(asked)).toEqual(new Set([calling.sessionId, listening.sessionId]));
  expect(asked).not.toContain(idle.sessionId);
  state.bus.publish({ kind: "tools_changed" });
  await stream.next(({ method }) => method === "notifications/tools/list_changed");
  call.finish("done");
  expect((await answer).text).toContain("done");
  stream.cut();
  await expect.poll(() => server.exchanges()).toBe(0);
  vi.advanceTimersByTime(25_000);
  expect(server.open["http"]).toBe(0);
});

test("a stream whose session the store has ended is ended", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"] });
  await using server = await startMcp({ sessionIdleMs: 10_000 });
  const client = await openSession(server.url);
  const stream = await client.get();
  server.state.sessions.records.clear();
  vi.advanceTimersByTime(6_000);
  await stream.ended;
  expect(server.open["http"]).toBe(0);
});

test.for(["../../etc/passwd", "*", "a".repeat(33), "%00"])(
  "what is no session id, %j, does not reach the store",
  async (id) => {
    const state = createFakeState();
    await using server = await startMcp({
      state: { ...state, sessions: { ...state.sessions, get: () => Promise.reject(new Error("asked")) } },
    });
    const client = joinSession(server.url, id);
    expect((await client.post(callTool(1, "echo"))).status).toBe(404);
    expect((await client.get()).status).toBe(404);
    expect((await client.end()).status).toBe(404);
  },
);
