import { AppError } from "@mcp-tools/core";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createFakeState } from "../testing/fake-state.ts";
import { openStream, send, type Message, type OpenStream, type Received, type SendOptions } from "../testing/send.ts";
import { callTool, cancel, initialize, parse, textOf, type LegacyOptions } from "../testing/speak.ts";
import { startMcp, type TestServer } from "../testing/start-mcp.ts";

afterEach(() => void vi.useRealTimers());

const JSON_TYPE = { "content-type": "application/json" };

interface SseClient {
  readonly stream: OpenStream;
  readonly endpoint: string;
  post(body: unknown, options?: SendOptions): Promise<Received>;
  /** The answer to a request, wherever it stands in the stream. */
  answer(id: string | number): Promise<Message>;
}

async function openSse(server: TestServer, headers: Record<string, string> = {}): Promise<SseClient> {
  const stream = await openStream(`${server.url}/sse`, { headers: { accept: "text/event-stream", ...headers } });
  await stream.next((_message, { event }) => event === "endpoint");
  const endpoint = `${server.url}${stream.events[0]?.data}`;
  return {
    stream,
    endpoint,
    post: (body, options) =>
      send(endpoint, { method: "POST", headers: { ...JSON_TYPE, ...headers }, body, ...options }),
    async answer(id) {
      const find = () => stream.messages().find((message) => message.id === id && message.method === undefined);
      await expect.poll(find).toBeDefined();
      return find() as Message;
    },
  };
}

async function openInitialized(
  server: TestServer,
  { version = "2024-11-05", capabilities = {} }: LegacyOptions = {},
): Promise<SseClient> {
  const client = await openSse(server);
  await client.post(initialize({ version, capabilities }));
  await client.answer("init");
  await client.post({ jsonrpc: "2.0", method: "notifications/initialized" });
  return client;
}

test.for([
  [undefined, ""],
  ["https://tools.example.com", ""],
  ["https://tools.example.com/mcp-tools", "/mcp-tools"],
  ["https://tools.example.com/a/b/", "/a/b"],
] as const)("names the endpoint first, below the path of PUBLIC_URL %s", async ([publicUrl, path]) => {
  await using server = await startMcp({ publicUrl });
  const stream = await openStream(`${server.url}/sse`);
  await stream.next();
  expect(stream.headers).toMatchObject({ "content-type": "text/event-stream", "x-accel-buffering": "no" });
  expect(stream.events[0]).toMatchObject({
    event: "endpoint",
    data: expect.stringMatching(new RegExp(`^${path}/messages\\?sessionId=[\\w-]{32}$`)),
  });
});

test.for(["2024-11-05", "2025-03-26", "2025-11-25"])(
  "accepts a message with 202, and answers on the stream (%s)",
  async (version) => {
    await using server = await startMcp();
    const client = await openSse(server);
    expect((await client.post(initialize({ version }))).status).toBe(202);
    expect((await client.answer("init")).result).toMatchObject({
      protocolVersion: version,
      serverInfo: { name: "mcp-tools" },
    });
    await client.post({ jsonrpc: "2.0", method: "notifications/initialized" });
    await client.post(callTool(1, "echo", { message: "hi" }));
    expect((await client.answer(1)).result.structuredContent).toEqual({ message: "hi" });
    expect(client.stream.messages().filter(({ id }) => id === "init")).toHaveLength(1);
    expect(server.tools.rows).toMatchObject([
      { transport: "sse", client: "test/1", protocolVersion: version, requestId: "test" },
    ]);
  },
);

test("answers a client that came back and does not begin with initialize", async () => {
  await using server = await startMcp();
  const client = await openSse(server);
  await client.post({ jsonrpc: "2.0", id: 5, method: "tools/list" });
  expect((await client.answer(5)).result.tools.length).toBeGreaterThan(0);
  await client.post(callTool(6, "echo", { message: "hi" }));
  expect((await client.answer(6)).result.structuredContent).toEqual({ message: "hi" });
});

test("refuses what is wrong, with the id where there is one", async () => {
  await using server = await startMcp({ bodyBytesMax: 1_000 });
  const client = await openInitialized(server);
  const ping = { jsonrpc: "2.0", id: 1, method: "ping" };
  const refused = async (answer: Promise<Received>) => {
    const { status, text } = await answer;
    return [status, parse({ text }).id];
  };
  expect(await refused(send(`${server.url}/messages`, { method: "POST", headers: JSON_TYPE, body: ping }))).toEqual([
    400, 1,
  ]);
  expect(
    await refused(send(`${server.url}/messages?sessionId=`, { method: "POST", headers: JSON_TYPE, body: ping })),
  ).toEqual([404, 1]);
  expect(
    await refused(send(`${server.url}/messages?sessionId=nobody`, { method: "POST", headers: JSON_TYPE, body: ping })),
  ).toEqual([404, 1]);
  expect(await refused(client.post("{"))).toEqual([400, null]);
  expect(await refused(client.post({ hello: 1 }))).toEqual([400, null]);
  expect(await refused(client.post({ ...ping, jsonrpc: "1.0" }))).toEqual([400, 1]);
  expect(await refused(client.post([]))).toEqual([400, null]);
  expect(await refused(client.post([ping]))).toEqual([400, null]);
  expect(await refused(client.post({ ...ping, filler: "x".repeat(1_000) }))).toEqual([413, null]);
  expect(await refused(client.post(ping, { headers: { "content-type": "text/plain" } }))).toEqual([415, null]);
});

test("a session of another principal does not exist", async () => {
  await using server = await startMcp();
  const ada = await openSse(server, { "x-principal": "ada" });
  const asEve = await send(ada.endpoint, {
    method: "POST",
    headers: { ...JSON_TYPE, "x-principal": "eve" },
    body: callTool(1, "echo", { message: "hi" }),
  });
  expect(asEve.status).toBe(404);
  expect((await ada.post(callTool(1, "echo", { message: "hi" }))).status).toBe(202);
});

test("takes batches in 2025-03-26 only", async () => {
  await using server = await startMcp();
  const batch = [callTool(1, "echo", { message: "a" }), callTool(2, "echo", { message: "b" })];
  const client = await openInitialized(server, { version: "2025-03-26" });
  expect((await client.post(batch)).status).toBe(202);
  expect((await client.answer(2)).result.structuredContent).toEqual({ message: "b" });
  const older = await openInitialized(server);
  expect((await older.post(batch)).status).toBe(400);
});

test("a batch holds at most 100 messages, whatever they are", async () => {
  await using server = await startMcp();
  const client = await openInitialized(server, { version: "2025-03-26" });
  const pings = Array.from({ length: 101 }, (_, id) => ({ jsonrpc: "2.0", id, method: "ping" }));
  for (const body of [pings, pings.map(() => 5)]) {
    const refused = await client.post(body);
    expect(refused.status).toBe(400);
    expect(parse(refused)).toMatchObject({
      id: null,
      error: { code: -32600, message: expect.stringContaining("at most 100") },
    });
  }
  expect((await client.post(pings.slice(0, 100))).status).toBe(202);
  await client.answer(99);
});

test("refuses a request id that is in use", async () => {
  await using server = await startMcp();
  const client = await openInitialized(server, { version: "2025-03-26" });
  await client.post(callTool(1, "wait"));
  const call = await server.started("");
  const refused = await client.post(callTool(1, "echo", { message: "hi" }));
  expect(refused.status).toBe(400);
  expect(parse(refused)).toMatchObject({ id: 1, error: { code: -32600 } });
  expect((await client.post([callTool(2, "echo"), callTool(2, "echo")])).status).toBe(400);
  call.finish("mine");
  expect(textOf(await client.answer(1))).toBe("mine");
  await client.post(callTool(1, "echo", { message: "free again" }));
  await expect.poll(() => client.stream.messages().filter(({ id }) => id === 1)).toHaveLength(2);
});

test("questions, progress and logs come on the stream", async () => {
  await using server = await startMcp();
  const client = await openInitialized(server, { capabilities: { elicitation: {} } });
  await client.post(callTool(1, "progress", {}, { progressToken: "p" }));
  expect((await client.stream.next(({ method }) => method === "notifications/progress")).params).toMatchObject({
    progressToken: "p",
    progress: 0,
  });
  await client.post(callTool(2, "ask"));
  const { id } = await client.stream.next(({ method }) => method === "elicitation/create");
  await client.post({ jsonrpc: "2.0", id, result: { action: "accept", content: { name: "Ada" } } });
  expect(textOf(await client.answer(2))).toBe("hello Ada");
});

test("list changes go to every stream, resource changes to those who subscribed", async () => {
  await using server = await startMcp();
  const [one, two] = [await openInitialized(server), await openInitialized(server)];
  await one.post({ jsonrpc: "2.0", id: 1, method: "resources/subscribe", params: { uri: "test://note" } });
  await one.answer(1);
  server.state.bus.publish({ kind: "resource_updated", uri: "test://note" });
  server.state.bus.publish({ kind: "resource_updated", uri: "test://other" });
  server.state.bus.publish({ kind: "tools_changed" });
  for (const { stream } of [one, two]) await stream.next(({ method }) => method === "notifications/tools/list_changed");
  const told = ({ stream }: SseClient) =>
    stream
      .messages()
      .filter(({ method }) => method === "notifications/resources/updated")
      .map(({ params }) => params);
  expect(told(one)).toEqual([{ uri: "test://note" }]);
  expect(told(two)).toEqual([]);
});

test("the end of the stream aborts its calls and ends the session", async () => {
  await using server = await startMcp();
  const client = await openInitialized(server);
  await client.post(callTool(1, "wait"));
  const call = await server.started("");
  client.stream.cut();
  await expect.poll(() => call.ctx.signal.aborted).toBe(true);
  await expect.poll(() => server.tools.rows.at(-1)?.outcome).toBe("cancelled");
  expect((await client.post(callTool(2, "echo"))).status).toBe(404);
  expect(server.open["sse"]).toBe(0);
});

test("a cancelled call is aborted and gets no answer", async () => {
  await using server = await startMcp();
  const client = await openInitialized(server);
  await client.post(callTool(1, "wait"));
  const call = await server.started("");
  await client.post(cancel(1));
  await expect.poll(() => call.ctx.signal.aborted).toBe(true);
  await client.post(callTool(2, "echo", { message: "hi" }));
  await client.answer(2);
  expect(client.stream.messages().filter(({ id }) => id === 1)).toEqual([]);
  // Nothing is in flight any more: a drain need not wait.
  const started = performance.now();
  await server.mcp.drain(5_000);
  expect(performance.now() - started).toBeLessThan(1_000);
});

test("a session that rests is woken by its next message, and knows what it knew", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"] });
  await using server = await startMcp();
  const client = await openInitialized(server, { version: "2025-03-26", capabilities: { elicitation: {} } });
  await client.post({ jsonrpc: "2.0", id: 1, method: "logging/setLevel", params: { level: "error" } });
  await client.post({ jsonrpc: "2.0", id: 2, method: "resources/subscribe", params: { uri: "test://note" } });
  await client.answer(2);
  for (let round = 0; round < 3; round += 1) {
    vi.advanceTimersByTime(60_000);
    server.state.bus.publish({ kind: "resource_updated", uri: "test://note" });
    await client.stream.next(({ method }) => method === "notifications/resources/updated");
    await client.post(callTool(`log ${round}`, "log"));
    await client.answer(`log ${round}`);
    await client.post(callTool(`ask ${round}`, "ask"));
    const { id } = await client.stream.next(({ method }) => method === "elicitation/create");
    await client.post({ jsonrpc: "2.0", id, result: { action: "decline" } });
    expect(textOf(await client.answer(`ask ${round}`))).toBe("decline");
  }
  expect(
    client.stream
      .messages()
      .filter(({ method }) => method === "notifications/message")
      .map(({ params }) => params?.["level"]),
  ).toEqual(["error", "error", "error"]);
  expect(client.stream.messages().filter(({ id }) => id === "init")).toHaveLength(1);
  expect(server.tools.rows.at(-1)).toMatchObject({ client: "test/1", protocolVersion: "2025-03-26" });
});

test("a call that is cancelled in the batch that wakes the session is aborted, and gets no answer", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"] });
  await using server = await startMcp();
  const client = await openInitialized(server, { version: "2025-03-26" });
  vi.advanceTimersByTime(60_000);
  await client.post([callTool(10, "wait"), cancel(10)]);
  await expect.poll(() => server.tools.rows.at(-1)?.outcome).toBe("cancelled");
  await client.post(callTool(11, "echo", { message: "hi" }));
  await client.answer(11);
  expect(client.stream.messages().filter(({ id }) => id === 10)).toEqual([]);
  expect(server.mcp.list()).toMatchObject([{ inFlight: 0 }]);
});

test("a session with a call in flight does not rest", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"] });
  await using server = await startMcp();
  const client = await openInitialized(server);
  await client.post(callTool(1, "wait"));
  const call = await server.started("");
  vi.advanceTimersByTime(60_000);
  expect(call.ctx.signal.aborted).toBe(false);
  call.finish("done");
  expect(textOf(await client.answer(1))).toBe("done");
});

test("a client's id that looks like one of ours is answered", async () => {
  await using server = await startMcp();
  const client = await openInitialized(server);
  await client.post({ jsonrpc: "2.0", id: "replay", method: "ping" });
  expect((await client.answer("replay")).result).toEqual({});
});

test("a stream is kept alive with comments", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  await using server = await startMcp();
  const response = await fetch(`${server.url}/sse`);
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  let text = "";
  vi.advanceTimersByTime(45_000);
  while (!text.includes(":")) text += new TextDecoder().decode((await reader.read()).value);
  while (text.split("\n\n").filter((frame) => frame.startsWith(":")).length < 3)
    text += new TextDecoder().decode((await reader.read()).value);
  await reader.cancel();
});

describe("of two replicas", () => {
  async function openTwo({ delayMs = 0 } = {}) {
    const state = createFakeState({ delayMs });
    const a = await startMcp({ state });
    const b = await startMcp({ state });
    const client = await openSse(a);
    const viaB = client.endpoint.replace(a.url, b.url);
    const post = (body: unknown, options: SendOptions = {}) =>
      send(viaB, { method: "POST", headers: JSON_TYPE, body, ...options });
    const close = async () => {
      await a[Symbol.asyncDispose]();
      await b[Symbol.asyncDispose]();
    };
    return { a, b, client, post, [Symbol.asyncDispose]: close };
  }

  test("either takes a message, and the stream has the answer", async () => {
    await using two = await openTwo({ delayMs: 5 });
    const { client, post } = two;
    expect((await post(initialize({ version: "2024-11-05", capabilities: { elicitation: {} } }))).status).toBe(202);
    await client.answer("init");
    expect((await client.post({ jsonrpc: "2.0", method: "notifications/initialized" })).status).toBe(202);
    expect((await post(callTool(1, "ask"))).status).toBe(202);
    const { id } = await client.stream.next(({ method }) => method === "elicitation/create");
    await post({ jsonrpc: "2.0", id, result: { action: "accept", content: { name: "Ada" } } });
    expect(textOf(await client.answer(1))).toBe("hello Ada");
    await post(callTool(2, "wait"));
    const call = await two.a.started("");
    expect((await post(callTool(2, "echo"))).status).toBe(400);
    await post(cancel(2));
    await expect.poll(() => call.ctx.signal.aborted).toBe(true);
  });

  test("the other says the same of what cannot be taken", async () => {
    await using two = await openTwo();
    const { client, post } = two;
    expect((await post([callTool(1, "echo"), callTool(2, "echo")])).status).toBe(400);
    expect((await post({ hello: 1 })).status).toBe(400);
    const asEve = await post(callTool(1, "echo"), { headers: { ...JSON_TYPE, "x-principal": "eve" } });
    expect(asEve.status).toBe(404);
    client.stream.cut();
    await expect.poll(() => two.a.open["sse"]).toBe(0);
    const gone = await post(callTool(1, "echo"));
    expect([gone.status, parse(gone).id]).toEqual([404, 1]);
  });

  test("a message for a replica that is gone is for a session that is gone", async () => {
    await using two = await openTwo();
    await two.a.mcp.close();
    expect((await two.post(callTool(1, "echo"))).status).toBe(404);
  });

  test("an owner that does not answer is a fault of ours, not of the session", async () => {
    const state = createFakeState();
    const ask = () => Promise.reject(new AppError("unavailable", "late"));
    await using server = await startMcp({ peers: { ...state.join(), ask } });
    const late = await send(`${server.url}/messages?sessionId=other.abc`, {
      method: "POST",
      headers: JSON_TYPE,
      body: callTool(7, "echo"),
    });
    // 503 would say that nothing was done, and balancers send such a message again.
    expect([late.status, parse(late).id, late.headers["retry-after"]]).toEqual([504, 7, undefined]);
  });
});
