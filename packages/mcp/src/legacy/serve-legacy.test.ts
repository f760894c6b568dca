import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { send } from "../testing/send.ts";
import { callTool, cancel, initialize, joinSession, openSession, parse, textOf } from "../testing/speak.ts";
import { startMcp } from "../testing/start-mcp.ts";

const VERSIONS = ["2025-03-26", "2025-06-18", "2025-11-25"];
const HEADERS = { accept: "application/json, text/event-stream", "content-type": "application/json" };

test.for([
  ...VERSIONS.map((version) => [version, version]),
  ["2026-07-28", "2025-11-25"],
  ["1999-01-01", "2025-11-25"],
])("negotiates %s as %s", async ([asked, settled]) => {
  await using server = await startMcp();
  const client = await openSession(server.url, { version: asked as string });
  expect(client.initialized.result).toMatchObject({ protocolVersion: settled, serverInfo: { name: "mcp-tools" } });
  expect(client.sessionId).toMatch(/^[\x21-\x7e]{20,}$/);
});

test("makes no session for a handshake that fails", async () => {
  await using server = await startMcp();
  const answer = await send(`${server.url}/mcp`, {
    method: "POST",
    headers: HEADERS,
    body: { jsonrpc: "2.0", id: 1, method: "initialize", params: {} },
  });
  expect(parse(answer)).toMatchObject({ id: 1, error: { code: expect.any(Number) } });
  expect(answer.headers["mcp-session-id"]).toBeUndefined();
  expect(server.state.sessions.records.size).toBe(0);
});

test("refuses a second handshake in a session", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url);
  const answer = await client.post(initialize());
  expect(answer.status).toBe(400);
  expect(parse(answer)).toMatchObject({ id: "init", error: { code: -32600 } });
});

test("accepts notifications and answers with 202 and nothing", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url);
  for (const body of [
    { jsonrpc: "2.0", method: "notifications/initialized" },
    { jsonrpc: "2.0", method: "notifications/roots/list_changed" },
    { jsonrpc: "2.0", id: 77, result: {} },
  ]) {
    expect(await client.post(body)).toMatchObject({ status: 202, text: "" });
  }
});

test("works without the version header, as 2025-03-26 clients do", async () => {
  await using server = await startMcp();
  const { sessionId } = await openSession(server.url, { version: "2025-03-26" });
  const answer = await send(`${server.url}/mcp`, {
    method: "POST",
    headers: { ...HEADERS, "mcp-session-id": sessionId },
    body: callTool(1, "echo", { message: "hi" }),
  });
  expect(parse(answer).result.structuredContent).toEqual({ message: "hi" });
});

test("answers ping and logging/setLevel with an empty object", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url);
  expect(parse(await client.post({ jsonrpc: "2.0", id: 1, method: "ping" }))).toEqual({
    jsonrpc: "2.0",
    id: 1,
    result: {},
  });
  expect(
    parse(await client.post({ jsonrpc: "2.0", id: 2, method: "logging/setLevel", params: { level: "debug" } })),
  ).toEqual({ jsonrpc: "2.0", id: 2, result: {} });
});

test.for([
  { method: "no/such", params: {}, code: -32601 },
  { method: "notifications/cancelled", params: { requestId: "none" }, code: -32601 },
  { method: "notifications/progress", params: { progressToken: "none", progress: 1 }, code: -32601 },
  { method: "tools/call", params: { name: "nobody" }, code: -32602 },
  { method: "tools/call", params: {}, code: -32602 },
  { method: "prompts/get", params: { name: "nobody" }, code: -32602 },
  { method: "prompts/get", params: { name: "greet" }, code: -32602 },
  { method: "server/discover", params: {}, code: -32601 },
])("answers $method with $params by the error $code", async ({ method, params, code }) => {
  await using server = await startMcp();
  const client = await openSession(server.url);
  const answer = await client.post({ jsonrpc: "2.0", id: "x", method, params });
  expect(answer.status).toBe(200);
  expect(parse(answer)).toMatchObject({ id: "x", error: { code } });
});

test("tells a tool's failure as a result", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url);
  expect(parse(await client.post(callTool(1, "echo", { message: 5 }))).result).toMatchObject({ isError: true });
});

test("sends a quick answer as JSON, and a slow one as a stream", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url);
  const quick = await client.post(callTool(1, "echo", { message: "quick" }));
  expect(quick.headers["content-type"]).toBe("application/json");
  const slow = await client.stream(callTool(2, "wait", { key: "slow" }));
  expect(slow.status).toBe(200);
  expect(slow.headers).toMatchObject({
    "content-type": "text/event-stream",
    "x-accel-buffering": "no",
    "mcp-session-id": client.sessionId,
  });
  (await server.started("slow")).finish("at last");
  expect(textOf(await slow.next((message) => message.id === 2))).toBe("at last");
  await slow.ended;
  expect(server.exchanges()).toBe(0);
});

test.for([
  { version: "2025-03-26", primes: false },
  { version: "2025-06-18", primes: false },
  { version: "2025-11-25", primes: true },
])("primes the streams of $version: $primes", async ({ version, primes }) => {
  await using server = await startMcp();
  const client = await openSession(server.url, { version });
  const call = await client.stream(callTool(1, "wait"));
  const standalone = await client.get();
  (await server.started("")).finish("done");
  await call.ended;
  server.state.bus.publish({ kind: "tools_changed" });
  await standalone.next((message) => message.method === "notifications/tools/list_changed");
  for (const stream of [call, standalone]) {
    const [first] = stream.events;
    if (primes)
      expect(first).toMatchObject({ data: "", id: expect.stringMatching(/.\/\d+$/), retry: expect.any(Number) });
    expect(stream.events.filter(({ data }) => data === "")).toHaveLength(primes ? 1 : 0);
  }
});

test("streams progress before the result, with the token", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url);
  const stream = await client.stream(callTool(1, "progress", {}, { progressToken: "p" }));
  await stream.ended;
  const messages = stream.messages();
  expect(
    messages.slice(0, 3).map(({ method, params }) => [method, params?.["progress"], params?.["progressToken"]]),
  ).toEqual([0, 1, 2].map((done) => ["notifications/progress", done, "p"]));
  expect(textOf(messages[3] ?? {})).toBe("done");
  expect(messages).toHaveLength(4);
});

test("logs to the client from the level it asked for", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url);
  await client.post({ jsonrpc: "2.0", id: 1, method: "logging/setLevel", params: { level: "error" } });
  const stream = await client.stream(callTool(2, "log"));
  await stream.ended;
  expect(stream.messages().map(({ method, params }) => [method, params?.["level"]])).toEqual([
    ["notifications/message", "error"],
    [undefined, undefined],
  ]);
});

test("a client that goes away does not cancel its call", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url);
  const stream = await client.stream(callTool(1, "wait"));
  const call = await server.started("");
  stream.cut();
  await expect.poll(() => server.exchanges()).toBe(0);
  expect(call.ctx.signal.aborted).toBe(false);
  call.finish("unseen");
  await expect.poll(() => server.tools.rows.at(-1)?.outcome).toBe("ok");
});

test.for([0, 120])(
  "a cancelled call is aborted, gets no answer, and its stream ends (after %i ms)",
  async (afterMs) => {
    await using server = await startMcp();
    const client = await openSession(server.url);
    const stream = client.stream(callTool(1, "wait"));
    const call = await server.started("");
    await sleep(afterMs);
    expect((await client.post(cancel(1))).status).toBe(202);
    await (
      await stream
    ).ended;
    expect((await stream).messages()).toEqual([]);
    expect(call.ctx.signal.aborted).toBe(true);
    expect(server.state.streams.followers()).toBe(0);
    expect(
      parse(await client.post(callTool(1, "echo", { message: "the id is free" }))).result.structuredContent,
    ).toEqual({ message: "the id is free" });
  },
);

test("a client that comes back for a cancelled call is told that nothing comes", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url);
  const stream = await client.stream(callTool(1, "wait"));
  await server.started("");
  await stream.next((_message, { id }) => id !== undefined);
  await client.post(cancel(1));
  await stream.ended;
  const again = await client.get({ "last-event-id": stream.events[0]?.id });
  expect(again.status).toBe(204);
});

test.for([
  ["another id", cancel(2)],
  ["no id", { jsonrpc: "2.0", method: "notifications/cancelled", params: {} }],
  ["the id as text", cancel("1")],
] as const)("a cancellation of %s leaves a call alone", async ([, notification]) => {
  await using server = await startMcp();
  const client = await openSession(server.url);
  const answer = client.post(callTool(1, "wait"));
  const call = await server.started("");
  expect((await client.post(notification)).status).toBe(202);
  call.finish("fine");
  expect((await answer).text).toContain("fine");
});

test("refuses a request id that is in use, and leaves the first call alone", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url);
  const first = client.post(callTool(1, "wait"));
  const call = await server.started("");
  const second = await client.post(callTool(1, "echo", { message: "hi" }));
  expect(second.status).toBe(400);
  expect(parse(second)).toMatchObject({ id: 1, error: { code: -32600 } });
  expect(parse(await client.post(callTool("1", "echo", { message: "text is another id" }))).result).toBeDefined();
  call.finish("mine");
  expect((await first).text).toContain("mine");
});

test("answers of concurrent calls go to their own responses", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url);
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, id) => client.post(callTool(id, "echo", { message: `to ${id}` }))),
  );
  expect(
    answers.map((answer) => parse(answer)).map(({ id, result }) => [id, result.structuredContent.message]),
  ).toEqual(Array.from({ length: 30 }, (_, id) => [id, `to ${id}`]));
});

test("a batch of 2025-03-26 is answered by an array", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url, { version: "2025-03-26" });
  const answer = await client.post([
    callTool(1, "echo", { message: "a" }),
    { jsonrpc: "2.0", method: "notifications/initialized" },
    callTool("two", "echo", { message: "b" }),
  ]);
  expect(answer.headers["content-type"]).toBe("application/json");
  const messages = JSON.parse(answer.text) as { id: unknown }[];
  expect(messages.map(({ id }) => id).sort()).toEqual([1, "two"]);
});

test("a batch of one is answered by an array of one", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url, { version: "2025-03-26" });
  expect(JSON.parse((await client.post([callTool(1, "echo", { message: "a" })])).text)).toMatchObject([{ id: 1 }]);
});

test("a slow batch is answered by a stream with every answer", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url, { version: "2025-03-26" });
  const stream = await client.stream([callTool(1, "echo", { message: "a" }), callTool(2, "wait")]);
  (await server.started("")).finish("b");
  await stream.ended;
  expect(stream.messages().map(({ id }) => id)).toEqual([1, 2]);
});

test("a batch ends when its last open call is cancelled", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url, { version: "2025-03-26" });
  const stream = await client.stream([callTool(1, "echo", { message: "a" }), callTool(2, "wait")]);
  await server.started("");
  await client.post(cancel(2));
  await stream.ended;
  expect(stream.messages().map(({ id }) => id)).toEqual([1]);
});

test("a batch of notifications alone is accepted", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url, { version: "2025-03-26" });
  expect(await client.post([{ jsonrpc: "2.0", method: "notifications/initialized" }])).toMatchObject({
    status: 202,
    text: "",
  });
});

test.for([
  { what: "in 2025-06-18", version: "2025-06-18", body: [callTool(1, "echo")] },
  { what: "in 2025-11-25", version: "2025-11-25", body: [callTool(1, "echo")] },
  { what: "with initialize in it", version: "2025-03-26", body: [initialize()] },
  { what: "with one id twice", version: "2025-03-26", body: [callTool(1, "echo"), callTool(1, "echo")] },
  {
    what: "of more than 100",
    version: "2025-03-26",
    body: Array.from({ length: 101 }, (_, id) => callTool(id, "echo")),
  },
  { what: "with something else in it", version: "2025-03-26", body: [callTool(1, "echo"), 5] },
  {
    what: "with a 2026-07-28 request in it",
    version: "2025-03-26",
    body: [callTool(1, "echo", {}, { "io.modelcontextprotocol/protocolVersion": "2026-07-28" })],
  },
])("refuses a batch $what", async ({ version, body }) => {
  await using server = await startMcp();
  const client = await openSession(server.url, { version });
  const answer = await client.post(body);
  expect(answer.status).toBe(400);
  expect(parse(answer)).toMatchObject({ id: null, error: { code: -32600 } });
  expect(server.tools.rows).toEqual([]);
});

test("a session of another principal does not exist, in any method", async () => {
  await using server = await startMcp();
  const owner = await openSession(server.url, { headers: { "x-principal": "ada" } });
  const other = joinSession(server.url, owner.sessionId, { headers: { "x-principal": "eve" } });
  expect((await other.post(callTool(1, "echo", { message: "hi" }))).status).toBe(404);
  expect((await other.post(cancel(1))).status).toBe(404);
  expect((await other.get()).status).toBe(404);
  expect((await other.end()).status).toBe(404);
  expect((await owner.post(callTool(1, "echo", { message: "still mine" }))).status).toBe(200);
});

test("a call is recorded with its session, client and version", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url, { version: "2025-06-18" });
  await client.post(callTool(1, "echo", { message: "hi" }), {
    traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  });
  expect(server.tools.rows).toMatchObject([
    {
      transport: "http",
      sessionId: client.sessionId,
      client: "test/1",
      protocolVersion: "2025-06-18",
      requestId: "test",
      traceId: "0af7651916cd43dd8448eb211c80319c",
    },
  ]);
});

test("DELETE ends a session for good", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url);
  const standalone = await client.get();
  expect((await client.end()).status).toBe(200);
  await standalone.ended;
  expect((await client.post({ jsonrpc: "2.0", id: 1, method: "ping" })).status).toBe(404);
  expect((await client.end()).status).toBe(404);
  expect(server.open["http"]).toBe(0);
});

test.for([0, 120])("DELETE ends the calls of its session and their streams (after %i ms)", async (afterMs) => {
  await using server = await startMcp();
  const client = await openSession(server.url);
  const stream = client.stream(callTool(1, "wait"));
  const call = await server.started("");
  await sleep(afterMs);
  await client.end();
  const { ended, messages } = await stream;
  await ended;
  expect(messages().filter(({ error }) => error === undefined)).toEqual([]);
  await expect.poll(() => call.ctx.signal.aborted).toBe(true);
  await expect.poll(() => server.state.streams.followers()).toBe(0);
});

test("tells list changes on the standalone stream, once", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url);
  const standalone = await client.get();
  expect(standalone.headers).toMatchObject({ "content-type": "text/event-stream", "mcp-session-id": client.sessionId });
  await server.tools.toolbox.load();
  server.tools.toolbox.registry.setPack({
    name: "more",
    description: "More",
    definitions: [{ name: "more", description: "More", access: "read", run: () => "" }],
  });
  await standalone.next(({ method }) => method === "notifications/tools/list_changed");
  server.state.bus.publish({ kind: "prompts_changed" });
  server.state.bus.publish({ kind: "resources_changed" });
  await standalone.next(({ method }) => method === "notifications/resources/list_changed");
  expect(standalone.messages().map(({ method }) => method)).toEqual(
    ["tools", "prompts", "resources"].map((list) => `notifications/${list}/list_changed`),
  );
});

test("tells of a resource only those who subscribed to it", async () => {
  await using server = await startMcp();
  const [one, two] = await Promise.all([openSession(server.url), openSession(server.url)]);
  const [streamOne, streamTwo] = await Promise.all([one.get(), two.get()]);
  const subscribe = (method: string) => ({ jsonrpc: "2.0", id: method, method, params: { uri: "test://note" } });
  expect(parse(await one.post(subscribe("resources/subscribe"))).result).toEqual({});
  server.state.bus.publish({ kind: "resource_updated", uri: "test://other" });
  server.state.bus.publish({ kind: "resource_updated", uri: "test://note" });
  expect((await streamOne.next(({ method }) => method !== undefined)).params).toEqual({ uri: "test://note" });
  expect(parse(await one.post(subscribe("resources/unsubscribe"))).result).toEqual({});
  server.state.bus.publish({ kind: "resource_updated", uri: "test://note" });
  server.state.bus.publish({ kind: "tools_changed" });
  await streamTwo.next(({ method }) => method === "notifications/tools/list_changed");
  await streamOne.next(({ method }) => method === "notifications/tools/list_changed");
  expect(streamOne.messages()).toHaveLength(2);
  expect(streamTwo.messages()).toHaveLength(1);
});

test("the newest GET reads the standalone stream; the one before is ended", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url);
  const older = await client.get();
  const newer = await client.get();
  await older.ended;
  server.state.bus.publish({ kind: "tools_changed" });
  await newer.next(({ method }) => method !== undefined);
  expect(older.messages()).toEqual([]);
  newer.cut();
  await expect.poll(() => server.state.streams.followers()).toBe(0);
});
