import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { App } from "./harness/app.ts";
import { applyConfig } from "./harness/apply-config.ts";
import { send, type Answer } from "./harness/http.ts";
import { lastMessage, MODERN, modernCall, modernMeta, textOf, toInitialize } from "./harness/json-rpc.ts";
import { openLab } from "./harness/lab.ts";
import { openRaw } from "./harness/raw-connection.ts";
import { until, within } from "./harness/until.ts";

const env = { TOOL_PACKS: "time,memory,fetch", FETCH_ALLOW_PRIVATE: "on", AUTH: "keys" };
const lab = openLab();
/** A site whose every page leads to one below `/inner`. */
const site = createServer((request, response) =>
  request.url?.startsWith("/inner") === true
    ? response.end("inner")
    : response.writeHead(302, { location: "/x/../inner/page" }).end(),
);
let siteUrl: string;
const dataDir = lab.path("data");
let server: App;
let ada: string;
let clock: string;

beforeAll(async () => {
  await once(site.listen(0, "127.0.0.1"), "listening");
  siteUrl = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  server = await lab.start("mcp-sse", { dataDir, env });
  await applyConfig(lab, dataDir, {
    policy: {
      toolsets: [{ name: "clock", tools: [{ tool: "get_current_time" }] }],
      rules: [
        {
          id: "no-mars",
          match: { tools: ["get_current_time"], arguments: [{ pointer: "/timezone", like: "Mars/*" }] },
          effect: "refuse",
          reason: "Not our planet.",
        },
        {
          id: "no-inner-pages",
          match: { tools: ["fetch"], arguments: [{ pointer: "/url", like: `${siteUrl}/inner/*` }] },
          effect: "refuse",
          reason: "Those pages are private.",
        },
      ],
      tools: { read_graph: { limits: { callsPerMinute: 1 } } },
    },
  });
  ada = await makeKey("ada");
  clock = await makeKey("clock", "--toolset", "clock");
});
afterAll(async () => {
  site.close();
  await lab.close();
});

async function run(...args: string[]): Promise<string> {
  const app = lab.spawn("launcher", { args, dataDir, env });
  app.child.stdin.end();
  const { code } = await within(30_000, `mcp-tools ${args.join(" ")} ends`, app.ended);
  if (code !== 0) throw new Error(`mcp-tools ${args.join(" ")} ended with ${code}: ${app.stderr()}`);
  return app.stdout();
}

async function makeKey(name: string, ...more: string[]): Promise<string> {
  return (JSON.parse(await run("keys", "create", "--name", name, ...more, "--json")) as { key: string }).key;
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

function call(key: string, name: string, args: object = {}, { path = "/mcp", meta = {} } = {}): Promise<Answer> {
  const request = modernCall("c", name, args);
  const params = { name, arguments: args, _meta: { ...modernMeta(), ...meta } };
  return send(`${server.url()}${path}`, {
    ...request,
    headers: { ...request.headers, ...bearer(key) },
    body: { ...request.body, params },
  });
}

interface Row {
  readonly kind: string;
  readonly outcome: string;
  readonly requestId?: string;
  readonly tool?: string;
  readonly principalId?: string;
}

async function rows(...filter: string[]): Promise<Row[]> {
  return JSON.parse(await run("audit", "list", "--limit", "200", ...filter, "--json")) as Row[];
}

const idempotencyKey = "mcp-tools/idempotency-key";

/** Whoever is refused is found in the audit by the id that the answer carries. */
test.for<{ name: string; ask: () => Promise<Answer>; says: RegExp; row: Partial<Row> }>([
  {
    name: "no key",
    ask: () => send(`${server.url()}/mcp`, modernCall("c", "get_current_time")),
    says: /key|credential/i,
    row: { kind: "access" },
  },
  {
    name: "a forged key",
    ask: () => call(`${ada.slice(0, -4)}AAAA`, "get_current_time"),
    says: /key|credential/i,
    row: { kind: "access" },
  },
  {
    name: "a forged token without a signature",
    ask: () =>
      call(`${base64url({ alg: "none", typ: "JWT" })}.${base64url({ sub: "ada", exp: 9e9 })}.`, "get_current_time"),
    says: /key|credential|token/i,
    row: { kind: "access" },
  },
  {
    name: "a key in the address",
    ask: () => call(ada, "get_current_time", {}, { path: `/mcp?api_key=${ada}` }),
    says: /in the URL/,
    row: { kind: "access" },
  },
  {
    name: "a tool of another toolset",
    ask: () => call(clock, "read_graph"),
    says: /Unknown tool/,
    row: { kind: "call", tool: "read_graph", outcome: "refused" },
  },
  {
    name: "a rule",
    ask: () => call(ada, "get_current_time", { timezone: "Mars/Olympus" }),
    says: /Not our planet/,
    row: { kind: "call", tool: "get_current_time", outcome: "refused" },
  },
  {
    name: "a page that leads to what a rule refuses",
    ask: () => call(ada, "fetch", { url: `${siteUrl}/` }),
    says: /leads to .*\/inner\/page.*Not allowed: Those pages are private/,
    row: { kind: "call", tool: "fetch", outcome: "error" },
  },
  {
    name: "arguments that do not fit",
    ask: () => call(ada, "get_current_time", { timezone: 7 }),
    says: /timezone/,
    row: { kind: "call", tool: "get_current_time", outcome: "refused" },
  },
  {
    name: "a limit",
    ask: async () => {
      await call(ada, "read_graph");
      return call(ada, "read_graph");
    },
    says: /again in|Try again/i,
    row: { kind: "call", tool: "read_graph", outcome: "refused" },
  },
  {
    name: "an idempotency key that was used for something else",
    ask: async () => {
      const meta = { [idempotencyKey]: "once" };
      await call(ada, "get_current_time", { timezone: "UTC" }, { meta });
      return call(ada, "get_current_time", { timezone: "Europe/Rome" }, { meta });
    },
    says: /idempotency/i,
    row: { kind: "call", tool: "get_current_time", outcome: "refused" },
  },
])("$name is refused, and the refusal is in the audit", async ({ ask, says, row }) => {
  const answer = await ask();
  expect(answer.text).toMatch(says);
  const requestId = String(answer.headers["x-request-id"]);
  const found = await until("the refusal is recorded", async () =>
    (await rows()).find((one) => one.requestId === requestId && one.kind === row.kind),
  );
  expect(found).toMatchObject(row);
});

test("the session of another is not there, whatever is asked of it", async () => {
  const accept = { accept: "application/json, text/event-stream" };
  const post = (key: string, body: object, more: Record<string, string> = {}) =>
    send(`${server.url()}/mcp`, { method: "POST", headers: { ...accept, ...bearer(key), ...more }, body });
  const opened = await post(ada, toInitialize("2025-11-25"));
  const session = { "mcp-session-id": String(opened.headers["mcp-session-id"]), "mcp-protocol-version": "2025-11-25" };
  const list = { jsonrpc: "2.0", id: 1, method: "tools/list" };
  expect((await post(ada, list, session)).status).toBe(200);

  expect((await post(clock, list, session)).status).toBe(404);
  for (const method of ["GET", "DELETE"]) {
    const headers = { accept: "text/event-stream", ...bearer(clock), ...session };
    expect((await send(`${server.url()}/mcp`, { method, headers })).status).toBe(404);
  }
  expect((await post(ada, list, session)).status).toBe(200);
});

test("a repeated idempotency key gets the stored result, also while the first call runs", async () => {
  const meta = { [idempotencyKey]: "create-once" };
  const create = () =>
    call(
      ada,
      "create_entities",
      { entities: [{ name: "once", entityType: "test", observations: [String(Math.random())] }] },
      { meta },
    );
  const args = { entities: [{ name: "once", entityType: "test", observations: ["a"] }] };
  const both = await Promise.all([
    call(ada, "create_entities", args, { meta }),
    call(ada, "create_entities", args, { meta }),
  ]);
  const texts = both.map(({ text }) => textOf(lastMessage(text)));
  expect(texts[1]).toBe(texts[0]);
  expect(texts[0]).toContain("once");
  expect((await call(ada, "create_entities", args, { meta })).text).toContain("once");
  // Without the key the entity is there already, so nothing is created.
  expect(textOf(lastMessage((await call(ada, "create_entities", args)).text))).not.toContain('"name":"once"');
  expect((await create()).text).toMatch(/idempotency/i);
});

test("a name that stands twice in the JSON is refused, before anybody can read it in two ways", async () => {
  const { headers } = modernCall("c", "get_current_time");
  const body = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_current_time","name":"delete_entities","arguments":{},"_meta":${JSON.stringify(modernMeta())}}}`;
  const answer = await send(`${server.url()}/mcp`, {
    method: "POST",
    headers: { ...headers, ...bearer(ada), "content-type": "application/json" },
    body,
  });
  expect([answer.status, answer.text]).toEqual([400, expect.stringMatching(/twice|duplicate/i)]);
});

test("line breaks in a header end the request, and make no header of their own", async () => {
  for (const value of ["x\n y", "x\ry", "x\u0000y"]) {
    const connection = await openRaw(server.url());
    connection.write(
      `POST /mcp HTTP/1.1\r\nhost: localhost\r\nx-api-key: ${value}\r\nmcp-protocol-version: ${MODERN}\r\ncontent-length: 0\r\n\r\n`,
    );
    await connection.until("the request is refused", /^HTTP\/1\.1 4\d\d/);
    connection.socket.destroy();
  }
});

test("a revoked key is refused within a second, and the session it had is over", async () => {
  const key = await makeKey("short");
  expect((await call(key, "get_current_time", { timezone: "UTC" })).status).toBe(200);
  await run("keys", "revoke", "short");
  const revokedAt = performance.now();
  await until("the key is refused", async () => (await call(key, "get_current_time")).status === 401, {
    timeoutMs: 1_500,
    everyMs: 50,
  });
  expect(performance.now() - revokedAt).toBeLessThan(1_500);
});

test("what happened here is whole", async () => {
  expect(await run("audit", "verify")).toContain("whole");
});

function base64url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
