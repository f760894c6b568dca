import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { App } from "./harness/app.ts";
import { callTool } from "./harness/call-tool.ts";
import { openEventStream } from "./harness/event-stream.ts";
import { type SendOptions, send } from "./harness/http.ts";
import { type Message, MODERN, modernCall, modernMeta, toCall, toRequest } from "./harness/json-rpc.ts";
import { openLab } from "./harness/lab.ts";
import { openLegacySession } from "./harness/legacy-session.ts";
import { httpPost, openRaw } from "./harness/raw-connection.ts";
import { until } from "./harness/until.ts";

const env = {
  TOOL_PACKS: "time,conformance",
  TOOLS_DIR: join(import.meta.dirname, "tools"),
  BODY_BYTES_MAX: "1048576",
};
const accept = { accept: "application/json, text/event-stream" };
const lab = openLab();
let app: App;
let url: string;
let consoleUrl: string;

beforeAll(async () => {
  app = await lab.start("launcher", { env });
  url = app.url("mcp-sse");
  consoleUrl = app.url("admin");
});
afterEach(async () => {
  // Whatever came in: the same process goes on, and others are served.
  expect(app.hasEnded()).toBe(false);
  expect(await callTool(url, "echo", { message: "still here" })).toMatchObject({ status: 200, isError: false });
});
afterAll(() => lab.close());

const post = (body: unknown, headers: Record<string, string> = {}) =>
  send(`${url}/mcp`, { method: "POST", headers: { ...accept, ...headers }, body: body as SendOptions["body"] });
const json = { "content-type": "application/json" };
const codeOf = (text: string) => (JSON.parse(text) as Message).error?.code;

describe("a body that is none", () => {
  test.for([
    { name: "malformed JSON", body: '{"jsonrpc": "2.0", ', headers: json, status: 400, code: -32_700 },
    { name: "an empty body", body: "", headers: json, status: 400, code: -32_700 },
    {
      name: "bytes that are no UTF-8",
      body: Buffer.from([0xff, 0xfe, 0x7b]),
      headers: json,
      status: 400,
      code: -32_700,
    },
    { name: "JSON that is no JSON-RPC", body: { hello: "world" }, headers: {}, status: 400, code: expect.any(Number) },
    { name: "a number", body: "42", headers: json, status: 400, code: expect.any(Number) },
    { name: "null", body: "null", headers: json, status: 400, code: expect.any(Number) },
    { name: "an empty batch", body: [], headers: {}, status: 400, code: expect.any(Number) },
    {
      name: "a deeply nested value",
      body: `${"[".repeat(50_000)}${"]".repeat(50_000)}`,
      headers: json,
      status: 400,
      code: expect.any(Number),
    },
    { name: "a wrong content type", body: "{}", headers: { "content-type": "text/plain" }, status: 415, code: -32_000 },
    { name: "no content type", body: "{}", headers: {}, status: 415, code: -32_000 },
    { name: "no session and no revision", body: toRequest(1, "tools/list"), headers: {}, status: 400, code: -32_000 },
    {
      name: "an unknown session",
      body: toRequest(1, "tools/list"),
      headers: { "mcp-session-id": "x" },
      status: 404,
      code: -32_001,
    },
  ])("$name is answered with $status", async ({ body, headers, status, code }) => {
    const answer = await post(body, headers);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toMatchObject({
      jsonrpc: "2.0",
      error: { code, message: expect.stringMatching(/\S/) },
    });
  });

  test.for([
    { name: "announced", headers: {} },
    { name: "sent in chunks", headers: { "transfer-encoding": "chunked" } },
  ])("one that is too large and $name is answered with 413", async ({ name }) => {
    const body = JSON.stringify(toCall(1, "echo", { message: "x".repeat(1_100_000) }));
    const raw = await openRaw(url);
    raw.write(
      name === "announced"
        ? httpPost("/mcp", "", { "content-length": String(body.length) })
        : httpPost("/mcp", "", { "transfer-encoding": "chunked", "content-length": "" }).replace(
            "content-length: \r\n",
            "",
          ),
    );
    if (name !== "announced") raw.write(`${body.length.toString(16)}\r\n${body}`);
    const answer = await raw.until("it is refused", /\r\n\r\n.*\}/s);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain("1048576");
    raw.socket.destroy();
  });

  test("one as large as allowed is served", async () => {
    const { text, isError } = await callTool(url, "echo", { message: "x".repeat(400_000) });
    expect(isError).toBe(false);
    expect(text).toHaveLength(400_000 + '{"message":""}'.length);
  });
});

describe("2026-07-28 headers", () => {
  const call = (headers: Record<string, string | undefined>, meta: object = modernMeta()) => {
    const request = modernCall(7, "echo", { message: "x" });
    const merged = Object.entries({ ...request.headers, ...headers }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    return send(`${url}/mcp`, {
      method: "POST",
      headers: Object.fromEntries(merged),
      body: toRequest(7, "tools/call", { ...request.body.params, _meta: meta }),
    });
  };

  test.for([
    { name: "another revision than the body", headers: { "mcp-protocol-version": "2025-11-25" }, code: -32_020 },
    { name: "no Mcp-Method", headers: { "mcp-method": undefined }, code: -32_020 },
    { name: "another Mcp-Method", headers: { "mcp-method": "tools/list" }, code: -32_020 },
    { name: "no Mcp-Name", headers: { "mcp-name": undefined }, code: -32_020 },
    { name: "another Mcp-Name", headers: { "mcp-name": "slow" }, code: -32_020 },
    { name: "an Mcp-Name that is not base64", headers: { "mcp-name": "=?base64?%%%?=" }, code: -32_020 },
  ])("with $name are refused with 400 and the request's id", async ({ headers, code }) => {
    const answer = await call(headers);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toMatchObject({ id: 7, error: { code } });
  });

  test("with an Mcp-Name in base64 are understood", async () => {
    expect(await call({ "mcp-name": `=?base64?${Buffer.from("echo").toString("base64")}?=` })).toMatchObject({
      status: 200,
    });
  });

  test("of an unknown revision are refused with what is supported", async () => {
    const answer = await call(
      { "mcp-protocol-version": "2099-01-01" },
      { ...modernMeta(), "io.modelcontextprotocol/protocolVersion": "2099-01-01" },
    );
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toMatchObject({
      id: 7,
      error: { code: -32_022, data: { supported: expect.arrayContaining([MODERN]), requested: "2099-01-01" } },
    });
  });

  test("without the client's capabilities in the body are refused", async () => {
    const answer = await call({}, { "io.modelcontextprotocol/protocolVersion": MODERN });
    expect([answer.status, codeOf(answer.text)]).toEqual([400, -32_602]);
  });

  test("of a method that is gone are refused with 404", async () => {
    for (const method of ["initialize", "ping", "logging/setLevel", "resources/subscribe", "no/such"]) {
      const answer = await send(`${url}/mcp`, {
        method: "POST",
        headers: { ...accept, "mcp-protocol-version": MODERN, "mcp-method": method },
        body: toRequest(1, method, { _meta: modernMeta() }),
      });
      expect([method, answer.status, codeOf(answer.text)]).toEqual([method, 404, -32_601]);
    }
  });
});

describe("a stranger's page", () => {
  const routes = [
    { name: "POST /mcp", at: () => `${url}/mcp`, method: "POST" },
    { name: "GET /mcp", at: () => `${url}/mcp`, method: "GET" },
    { name: "DELETE /mcp", at: () => `${url}/mcp`, method: "DELETE" },
    { name: "OPTIONS /mcp", at: () => `${url}/mcp`, method: "OPTIONS" },
    { name: "GET /sse", at: () => `${url}/sse`, method: "GET" },
    { name: "POST /messages", at: () => `${url}/messages?sessionId=x`, method: "POST" },
    { name: "GET /metrics of MCP", at: () => `${url}/metrics`, method: "GET" },
    { name: "GET / of the console", at: () => `${consoleUrl}/`, method: "GET" },
    { name: "GET /api/overview", at: () => `${consoleUrl}/api/overview`, method: "GET" },
    { name: "GET /api/calls", at: () => `${consoleUrl}/api/calls`, method: "GET" },
    { name: "GET /api/events", at: () => `${consoleUrl}/api/events`, method: "GET" },
    { name: "GET /api/openapi.json", at: () => `${consoleUrl}/api/openapi.json`, method: "GET" },
    { name: "GET /metrics of the console", at: () => `${consoleUrl}/metrics`, method: "GET" },
  ];

  test.for(routes)("whose name was rebound to us is refused at $name", async ({ at, method }) => {
    for (const host of ["evil.example.com", "evil.example.com:9090", "127.0.0.1.evil.example.com", "192.168.1.5"]) {
      const answer = await send(at(), {
        method,
        headers: { ...accept, host, ...(method === "POST" && json) },
        ...(method === "POST" && { body: "{}" }),
      });
      expect([host, answer.status]).toEqual([host, 403]);
      expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
    }
  });

  test.for(routes)("is refused by its Origin at $name", async ({ at, method }) => {
    for (const origin of ["http://evil.example.com", "https://localhost.evil.example.com", "null"]) {
      const answer = await send(at(), {
        method,
        headers: { ...accept, origin, ...(method === "POST" && json) },
        ...(method === "POST" && { body: "{}" }),
      });
      expect([origin, answer.status]).toEqual([origin, 403]);
      expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
    }
  });

  test.for([
    { name: "no Host", head: "GET /mcp HTTP/1.1" },
    { name: "no Host, as HTTP/1.0 allows", head: "GET /mcp HTTP/1.0" },
    { name: "an empty Host", head: "GET /mcp HTTP/1.1\r\nHost: " },
    { name: "a stranger's Host before ours", head: "GET /mcp HTTP/1.1\r\nHost: evil.example.com\r\nHost: 127.0.0.1" },
  ])("with $name is refused", async ({ head }) => {
    for (const place of [url, consoleUrl]) {
      const raw = await openRaw(place);
      raw.write(`${head}\r\nConnection: close\r\n\r\n`);
      expect(await raw.until("it is refused", /^HTTP/)).toMatch(/^HTTP\/1\.1 40[03] /);
      raw.socket.destroy();
    }
  });

  test("of our own is let in, and its browser is told so", async () => {
    const request = modernCall(1, "echo", { message: "x" });
    const answer = await send(`${url}/mcp`, {
      ...request,
      headers: { ...request.headers, origin: "http://localhost:5173" },
    });
    expect(answer).toMatchObject({ status: 200, headers: { "access-control-allow-origin": "http://localhost:5173" } });
    const preflight = await send(`${url}/mcp`, {
      method: "OPTIONS",
      headers: { origin: "http://localhost:5173", "access-control-request-headers": "mcp-param-region" },
    });
    expect(preflight).toMatchObject({
      status: 204,
      headers: { "access-control-allow-headers": expect.stringContaining("mcp-param-region") },
    });
  });
});

describe("a client with a bad line", () => {
  test("that sends a byte at a time is served", async () => {
    const raw = await openRaw(url);
    const { headers, body } = modernCall("slow-sender", "echo", { message: "patience" });
    for (const byte of httpPost("/mcp", JSON.stringify(body), headers)) {
      raw.write(byte);
      await sleep(0);
    }
    expect(await raw.until("it is answered", /patience.*\}/s)).toMatch(/^HTTP\/1\.1 200 /);
    raw.socket.destroy();
  });

  test("that vanishes in the middle of a body, or of an answer, is forgotten", async () => {
    const open = async () =>
      Number(/mcp_tools_sessions_open\{transport="sse"\} (\d+)/.exec((await send(`${url}/metrics`)).text)?.[1] ?? 0);
    for (const text of [
      "POST /mcp HT",
      httpPost("/mcp", "", { "content-length": "1000" }),
      "GET /sse HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n",
    ]) {
      const raw = await openRaw(url);
      raw.write(text);
      await sleep(20);
      raw.socket.resetAndDestroy();
    }
    await until("its session is gone", async () => (await open()) === 0);
  });

  test("of 2026-07-28 cancels its call by going away", async () => {
    const mark = lab.path("mark");
    const controller = new AbortController();
    const gone = send(`${url}/mcp`, { ...modernCall(1, "slow", { ms: 30_000, mark }), signal: controller.signal });
    await until("the tool runs", () => existsSync(mark));
    controller.abort();
    await expect(gone).rejects.toThrow();
    await until("the tool is told", () => readFileSync(mark, "utf8") === "started\naborted\n");
  });

  test("of a legacy session cancels nothing by going away", async () => {
    const session = await openLegacySession(url, "2025-06-18");
    const mark = lab.path("mark");
    const stream = await session.stream(toCall(1, "slow", { ms: 700, mark }));
    await until("the tool runs", () => existsSync(mark));
    stream.cut();
    await until("the tool finishes", () => readFileSync(mark, "utf8") === "started\ndone\n");
  });

  test("that does not read its stream does not hold the others up", async () => {
    const deaf = await openRaw(url);
    deaf.write("GET /sse HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n");
    await deaf.until("it has its endpoint", /sessionId=/);
    deaf.socket.pause();
    const hearing = await openEventStream(`${url}/sse`);
    await callTool(url, "test_trigger_tool_change");
    await hearing.message("the other is told", ({ method }) => method === "notifications/tools/list_changed");
    hearing.cut();
    deaf.socket.destroy();
  });

  test("that speaks no HTTP is refused", async () => {
    for (const text of [
      "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001",
      "hello\r\n\r\n",
      `GET / HTTP/1.1\r\nx: ${"y".repeat(40_000)}\r\n\r\n`,
    ]) {
      const raw = await openRaw(url);
      raw.write(text);
      await until("the connection is closed", () => raw.isClosed());
      expect(raw.received()).toMatch(/^HTTP\/1\.1 4(00|31) /);
    }
  });
});

describe("tools with faults", () => {
  test.for([
    { tool: "throws", says: /The tool failed: cannot log in/ },
    { tool: "never_returns", says: /did not finish within 0\.5 s/ },
    { tool: "breaks_its_promise", says: /does not fit its own output schema/ },
  ])("$tool is answered with a tool error", async ({ tool, says }) => {
    expect(await callTool(url, tool)).toMatchObject({ status: 200, isError: true, text: expect.stringMatching(says) });
  });

  test("hundreds that never return do not keep the others waiting", async () => {
    const stuck = Array.from({ length: 300 }, () => callTool(url, "never_returns"));
    const { ms } = await callTool(url, "echo", { message: "quick" });
    expect(ms).toBeLessThan(2000);
    for (const answer of await Promise.all(stuck)) expect(answer.isError).toBe(true);
  });
});

test.for(["/", "/nothing", "/mcp/", "/mcp/x", "//mcp", "/%00", "/.env", "/../../etc/passwd"])(
  "GET %s on the MCP port is not found",
  async (path) => {
    const raw = await openRaw(url);
    raw.write(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n`);
    expect(await raw.until("it is answered", /^HTTP/)).toMatch(/^HTTP\/1\.1 (404|400) /);
    raw.socket.destroy();
  },
);

test.for([
  "/../../../../etc/passwd",
  "/assets/../../../package.json",
  "/assets/%2e%2e/%2e%2e/main.js",
  "/%5c..%5c..%5cmain.js",
])("GET %s on the console's port leads nowhere", async (path) => {
  const raw = await openRaw(consoleUrl);
  raw.write(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n`);
  await until("it is answered", () => raw.isClosed());
  expect(raw.received()).toMatch(/^HTTP\/1\.1 4\d\d /);
});
