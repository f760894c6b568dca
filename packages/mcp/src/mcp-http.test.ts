import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { openStream, send } from "./testing/send.ts";
import { callTool, initialize, modern, openSession, parse } from "./testing/speak.ts";
import { startMcp } from "./testing/start-mcp.ts";

const JSON_TYPE = { "content-type": "application/json" };
const BOTH = { accept: "application/json, text/event-stream" };
const PING = { jsonrpc: "2.0", id: 1, method: "ping" };
const BIG = JSON.stringify({ ...PING, params: { filler: "x".repeat(2_000) } });

test.for([
  { what: "a method that is not POST, GET or DELETE", request: { method: "PUT", body: BIG }, status: 405 },
  { what: "a body that is too large, before its Accept header", request: { method: "POST", body: BIG }, status: 413 },
  {
    what: "an Accept header without event streams, before the content type",
    request: { method: "POST", headers: { accept: "application/json" }, body: "x" },
    status: 406,
  },
  { what: "no Accept header", request: { method: "POST", headers: JSON_TYPE, body: PING }, status: 406 },
  {
    what: "another content type, before the JSON",
    request: { method: "POST", headers: { ...BOTH, "content-type": "text/plain" }, body: "{" },
    status: 415,
  },
  { what: "no content type", request: { method: "POST", headers: BOTH, body: PING }, status: 415 },
  {
    what: "a body that is not JSON, before the session",
    request: { method: "POST", headers: { ...BOTH, ...JSON_TYPE }, body: "{" },
    status: 400,
    code: -32700,
  },
  {
    what: "an empty body",
    request: { method: "POST", headers: { ...BOTH, ...JSON_TYPE }, body: "" },
    status: 400,
    code: -32700,
  },
  {
    what: "JSON that is not JSON-RPC",
    request: { method: "POST", headers: { ...BOTH, ...JSON_TYPE }, body: { hello: 1 } },
    status: 400,
    code: -32600,
  },
  {
    what: "an empty batch",
    request: { method: "POST", headers: { ...BOTH, ...JSON_TYPE }, body: [] },
    status: 400,
    code: -32600,
  },
  {
    what: "no session, and names the request",
    request: { method: "POST", headers: { ...BOTH, ...JSON_TYPE }, body: PING },
    status: 400,
    code: -32000,
    id: 1,
  },
  {
    what: "an unknown session before its version",
    request: {
      method: "POST",
      headers: { ...BOTH, ...JSON_TYPE, "mcp-session-id": "no", "mcp-protocol-version": "1999-01-01" },
      body: PING,
    },
    status: 404,
    code: -32001,
    id: 1,
  },
  { what: "a GET without Accept, before the session", request: { method: "GET" }, status: 406 },
  {
    what: "a GET without a session",
    request: { method: "GET", headers: { accept: "text/event-stream" } },
    status: 400,
  },
  {
    what: "a GET on an unknown session",
    request: { method: "GET", headers: { accept: "text/event-stream", "mcp-session-id": "no" } },
    status: 404,
  },
  { what: "a DELETE without a session", request: { method: "DELETE" }, status: 400 },
  {
    what: "a DELETE of an unknown session",
    request: { method: "DELETE", headers: { "mcp-session-id": "no" } },
    status: 404,
  },
])("refuses $what with $status", async ({ request, status, code, id = null }) => {
  await using server = await startMcp({ bodyBytesMax: 1_000 });
  const answer = await send(`${server.url}/mcp`, request);
  expect(answer.status).toBe(status);
  expect(answer.headers["content-type"]).toBe("application/json");
  expect(parse(answer)).toMatchObject({
    jsonrpc: "2.0",
    id,
    error: { code: code ?? expect.any(Number), message: expect.any(String) },
  });
});

test.for(["1999-01-01", "2024", ""])("refuses the version header %j on a session with 400", async (version) => {
  await using server = await startMcp();
  const client = await openSession(server.url);
  const answer = await client.post(PING, { "mcp-protocol-version": version });
  expect(answer.status).toBe(400);
  expect(parse(answer)).toMatchObject({ id: 1, error: { code: -32000 } });
});

test("says which methods it has", async () => {
  await using server = await startMcp();
  expect((await send(`${server.url}/mcp`, { method: "PATCH" })).headers.allow).toBe("GET, POST, DELETE");
  expect((await send(`${server.url}/sse`, { method: "POST" })).headers.allow).toBe("GET");
  expect((await send(`${server.url}/messages`, { method: "GET" })).headers.allow).toBe("POST");
});

test.for(["*/*", "text/event-stream, application/json", "Application/JSON;q=1, Text/Event-Stream;q=0.5"])(
  "takes the Accept header %j",
  async (accept) => {
    await using server = await startMcp();
    expect(
      (await send(`${server.url}/mcp`, { method: "POST", headers: { ...JSON_TYPE, accept }, body: initialize() }))
        .status,
    ).toBe(200);
  },
);

test.for(["Text/Event-Stream", "text/*", "*/*", "application/json;q=0, text/event-stream;q=0.1"])(
  "takes the Accept header %j of a GET",
  async (accept) => {
    await using server = await startMcp();
    const client = await openSession(server.url);
    const stream = await client.get({ accept });
    expect(stream.status).toBe(200);
    stream.cut();
  },
);

test("takes a content type with parameters", async () => {
  await using server = await startMcp();
  expect(
    (
      await send(`${server.url}/mcp`, {
        method: "POST",
        headers: { ...BOTH, "content-type": "application/json; charset=utf-8" },
        body: initialize(),
      })
    ).status,
  ).toBe(200);
});

test("refuses a large body while it is being sent, and the client can read that", async () => {
  await using server = await startMcp();
  const known = await send(`${server.url}/mcp`, {
    method: "POST",
    headers: { ...BOTH, ...JSON_TYPE },
    body: "x".repeat(5_000_000),
  });
  expect(known.status).toBe(413);
  const chunked = await fetch(`${server.url}/mcp`, {
    method: "POST",
    headers: { ...BOTH, ...JSON_TYPE },
    duplex: "half",
    body: new ReadableStream(
      {
        pull(controller) {
          controller.enqueue(new Uint8Array(600_000));
        },
      },
      { highWaterMark: 0 },
    ),
  }).catch((error: unknown) => error);
  expect(chunked).toMatchObject({ status: 413 });
});

test("reads a body that comes byte by byte", async () => {
  await using server = await startMcp();
  const { headers, body } = modern("tools/call", { name: "echo", arguments: { message: "héllo ✓" } });
  const bytes = Buffer.from(JSON.stringify(body));
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1").setNoDelay(true);
  let answer = "";
  socket.setEncoding("utf8").on("data", (text: string) => (answer += text));
  const head = Object.entries({ ...headers, host: "127.0.0.1", "content-length": bytes.length, connection: "close" });
  socket.write(`POST /mcp HTTP/1.1\r\n${head.map(([name, value]) => `${name}: ${String(value)}\r\n`).join("")}\r\n`);
  for (const byte of bytes) {
    socket.write(Buffer.from([byte]));
    await new Promise(setImmediate);
  }
  await new Promise((resolve) => socket.once("close", resolve));
  expect(answer).toContain("200 OK");
  expect(answer).toContain("héllo ✓");
});

test("keeps nothing of a client that vanishes while it sends", async () => {
  await using server = await startMcp();
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
      socket.write(
        "POST /mcp HTTP/1.1\r\nhost: x\r\naccept: */*\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{",
      );
      await expect.poll(() => server.exchanges()).toBeGreaterThan(0);
      socket.destroy();
    }),
  );
  await expect.poll(() => server.exchanges()).toBe(0);
  expect(server.errors).toEqual([]);
  expect(server.tools.toolbox.inFlight).toBe(0);
});

test("answers the same tool in every era alike", async () => {
  await using server = await startMcp();
  const call = { name: "echo", arguments: { message: "hi" } };
  const fresh = parse(await send(`${server.url}/mcp`, modern("tools/call", call)));
  const client = await openSession(server.url);
  const old = parse(await client.post(callTool(1, "echo", { message: "hi" })));
  expect(fresh.result).toMatchObject(old.result);
  expect(old.result.structuredContent).toEqual({ message: "hi" });
});

test("releases what it holds when it is closed", async () => {
  const server = await startMcp();
  expect(server.state.bus.listeners()).toBeGreaterThan(0);
  await openSession(server.url);
  await server[Symbol.asyncDispose]();
  expect(server.state.bus.listeners()).toBe(0);
});

test("answers a fault with the id of its request", async () => {
  await using server = await startMcp({
    signingKey: () => {
      throw new Error("no key");
    },
  });
  const answer = await send(
    `${server.url}/mcp`,
    modern("tools/call", { name: "ask" }, { id: 9, capabilities: { elicitation: {} } }),
  );
  expect(answer.status).toBe(500);
  expect(parse(answer)).toMatchObject({ id: 9, error: { code: -32603, message: "Internal error" } });
});

test("bounds sessions and streams of all kinds together", async () => {
  await using server = await startMcp({ sessionsMax: 3 });
  await openSession(server.url);
  const sse = await openStream(`${server.url}/sse`);
  const listening = await openStream(
    `${server.url}/mcp`,
    modern("subscriptions/listen", { notifications: { toolsListChanged: true } }),
  );
  await listening.next();
  expect(server.open).toEqual({ http: 1, sse: 1, listen: 1 });

  const refused = await send(`${server.url}/mcp`, {
    method: "POST",
    headers: { ...BOTH, ...JSON_TYPE },
    body: initialize(),
  });
  expect(refused.status).toBe(503);
  expect(refused.headers["retry-after"]).toBeDefined();
  expect(parse(refused)).toMatchObject({ id: "init", error: { message: expect.stringContaining("sessions") } });
  expect((await send(`${server.url}/sse`)).status).toBe(503);
  expect(
    parse(
      await send(`${server.url}/mcp`, modern("subscriptions/listen", { notifications: { toolsListChanged: true } })),
    ),
  ).toMatchObject({ id: 1, error: { code: -32603 } });

  sse.cut();
  await expect.poll(() => server.open["sse"]).toBe(0);
  expect(
    (await send(`${server.url}/mcp`, { method: "POST", headers: { ...BOTH, ...JSON_TYPE }, body: initialize() }))
      .status,
  ).toBe(200);
});

test("bounds a storm of initializations that a slow store holds up", async () => {
  const { createFakeState } = await import("./testing/fake-state.ts");
  await using server = await startMcp({ sessionsMax: 5, state: createFakeState({ delayMs: 30 }) });
  const answers = await Promise.all(
    Array.from({ length: 40 }, () =>
      send(`${server.url}/mcp`, { method: "POST", headers: { ...BOTH, ...JSON_TYPE }, body: initialize() }),
    ),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
  expect(answers.filter(({ status }) => status === 503)).toHaveLength(35);
  await sleep(0);
  expect(server.state.sessions.records.size).toBe(5);
});

test.for([
  { what: "501 levels", text: `${"[".repeat(501)}${"]".repeat(501)}`, status: 400 },
  { what: "500 levels, itself and its params among them", text: `${"[".repeat(497)}${"]".repeat(497)}`, status: 404 },
  { what: "many brackets in a text", text: JSON.stringify('["\\'.repeat(2_000)), status: 404 },
  { what: "many brackets side by side", text: `[${"[],".repeat(2_000)}[]]`, status: 404 },
])("reads a body with $what", async ({ text, status }) => {
  await using server = await startMcp();
  const answer = await send(`${server.url}/mcp`, {
    method: "POST",
    headers: { ...BOTH, ...JSON_TYPE, "mcp-session-id": "none" },
    body: `{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"arguments":${text}}}`,
  });
  expect(answer.status).toBe(status);
  expect(parse(answer)).toMatchObject({ id: 3, error: { code: status === 400 ? -32600 : -32001 } });
});
