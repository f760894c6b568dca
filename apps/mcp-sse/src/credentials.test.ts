import { createServer, request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { silentLogger, type AuditRecord } from "@mcp-tools/core";
import { createAuthenticator, createKeyRing, createKeyVerbs, operator } from "@mcp-tools/governance";
import { createMemoryKeyStore } from "@mcp-tools/governance/testing";
import type { Caller, McpHttp } from "@mcp-tools/mcp";
import { createClientAddress, createFloodGuard, createHostPolicy } from "@mcp-tools/platform";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createListener } from "./routes.ts";

/** Everything between the socket and the protocol, as it runs on a network. */
const store = createMemoryKeyStore();
const rows: AuditRecord[] = [];
const callers: Caller[] = [];
const audit = { record: async (row: AuditRecord) => void rows.push(row) };
const verbs = createKeyVerbs({ keys: store, audit: { record: () => Promise.resolve() } });
const ring = createKeyRing({ store, changes: store.changes, logger: silentLogger });
const authenticator = createAuthenticator({ mode: "keys", ring, audit, logger: silentLogger });
const handler: McpHttp["mcp"] = async (_req, res, caller) => {
  callers.push(caller);
  res.end(caller.principal.name);
};
const server = createServer(
  { maxHeaderSize: 32_768 },
  createListener(
    {
      mcp: {
        mcp: handler,
        sse: handler,
        messages: handler,
        endPrincipal() {},
        list: () => [],
        end: async () => {},
        drain: async () => {},
        close: async () => {},
      },
      policy: { isLoaded: true, load: async () => {}, catalogue: () => undefined },
      authenticate: authenticator.authenticate,
      ...createHostPolicy({ host: "127.0.0.1", allowedHosts: [], allowedOrigins: [] }),
      clientAddress: createClientAddress({ trustedProxies: ["loopback"] }),
      floodGuard: createFloodGuard(200),
      logger: silentLogger,
      logRequest() {},
      metrics: { httpEnded() {} },
    },
    (_req, res) => void res.end("other"),
  ),
);
let port: number;
let secret: string;
/** One address a test, as its bad credentials are counted. */
let address = 0;

beforeAll(async () => {
  await authenticator.load();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
beforeEach(async () => {
  address += 1;
  ({ secret } = await verbs.create(operator, { name: "ci" }));
  await expect.poll(async () => (await send({ authorization: `Bearer ${secret}` })).status).toBe(200);
  callers.length = 0;
  rows.length = 0;
});
afterEach(() => verbs.revoke(operator, "ci").catch(() => {}));
afterAll(async () => {
  await authenticator.close();
  await new Promise((resolve) => server.close(resolve));
});

function send(
  headers: OutgoingHttpHeaders,
  { path = "/mcp", from = `192.0.2.${address}` } = {},
): Promise<{ status: number; headers: IncomingHttpHeaders; text: string }> {
  return new Promise((resolve, reject) => {
    const options = { port, path, method: "POST", agent: false, headers: { "x-forwarded-for": from, ...headers } };
    const req = request(options, (res) => {
      let text = "";
      res.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      res.on("end", () => resolve({ status: res.statusCode ?? 0, headers: res.headers, text })).on("error", reject);
    });
    req.once("error", reject).end();
  });
}

/** What no well-behaved client would send. */
function sendRaw(lines: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let text = "";
    socket.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    socket.on("close", () => resolve(text)).on("error", reject);
    socket.write([...lines, "Connection: close", "", ""].join("\r\n"));
  });
}

test("a key opens every endpoint, by either header, and the call knows whose it is and where it came from", async () => {
  for (const path of ["/mcp", "/sse", "/messages?sessionId=x"])
    for (const headers of [{ authorization: `Bearer ${secret}` }, { "x-api-key": secret }])
      expect(await send(headers, { path })).toMatchObject({ status: 200, text: "ci" });
  expect(callers).toHaveLength(6);
  expect(callers[0]).toMatchObject({ principal: { kind: "key", name: "ci" }, address: `192.0.2.${address}` });
});

test("a revoked key opens nothing any more", async () => {
  await verbs.revoke(operator, "ci");
  await expect.poll(async () => (await send({ "x-api-key": secret })).status).toBe(401);
  expect(rows.at(-1)).toMatchObject({ kind: "access", outcome: "refused", address: `192.0.2.${address}` });
});

test("a key in the URL is refused with what to do, though it is good", async () => {
  const answer = await send({ "x-api-key": secret }, { path: `/mcp?api_key=${secret}` });
  expect(answer.status).toBe(400);
  expect(answer.text).toMatch(/URL.*Authorization: Bearer/);
  expect(callers).toEqual([]);
  expect(rows).toMatchObject([{ arguments: JSON.stringify({ prefix: secret.slice(5, 13) }) }]);
});

test("two keys in two headers, or in one header sent twice, are refused", async () => {
  const { secret: other } = await verbs.create(operator, { name: "other" });
  expect((await send({ "x-api-key": other, authorization: `Bearer ${secret}` })).status).toBe(400);
  const twice = [
    "POST /mcp HTTP/1.1",
    "Host: 127.0.0.1",
    `Authorization: Bearer ${secret}`,
    `authorization: Bearer ${other}`,
  ];
  expect(await sendRaw(twice)).toMatch(/^HTTP\/1\.1 400 /);
  expect(callers).toEqual([]);
  await verbs.revoke(operator, "other");
});

test.for([
  ["a folded line", "Authorization: Bearer\r\n KEY"],
  ["a bare line feed", "Authorization: Bearer x\nX-API-Key: KEY"],
  ["a bare carriage return", "Authorization: Bearer KEY\rX: y"],
  ["a NUL", "Authorization: Bearer KEY\0"],
  ["a name with a blank", "Authorization : Bearer KEY"],
] as const)("a header with %s opens nothing", async ([, header]) => {
  const text = await sendRaw(["POST /mcp HTTP/1.1", "Host: 127.0.0.1", header.replace("KEY", secret)]);
  expect(text).toMatch(/^HTTP\/1\.1 4\d\d /);
  expect(callers).toEqual([]);
});

test("a huge credential is refused, and one beyond what a head may be does not get that far", async () => {
  expect((await send({ authorization: `Bearer mcpt_${"x".repeat(20_000)}` })).status).toBe(401);
  const head = ["POST /mcp HTTP/1.1", "Host: 127.0.0.1", `Authorization: Bearer ${"x".repeat(40_000)}`];
  expect(await sendRaw(head).catch(() => "HTTP/1.1 431 ")).toMatch(/^HTTP\/1\.1 431 /);
  expect(callers).toEqual([]);
});

test("1,000 forged keys cost no query and end in 429, and their neighbour is served", async () => {
  const before = store.queries();
  const statuses = new Map<number, number>();
  for (let turn = 0; turn < 10; turn += 1) {
    const forged = Array.from({ length: 100 }, (_, index) =>
      send({ "x-api-key": `${secret.slice(0, -6)}${String(turn * 100 + index).padStart(6, "0")}` }),
    );
    for (const { status } of await Promise.all(forged)) statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  expect(statuses.get(401) ?? 0).toBeLessThanOrEqual(30);
  expect(statuses.get(429)).toBeGreaterThanOrEqual(970);
  // The look by itself, which happens whoever calls.
  expect(store.queries() - before).toBeLessThan(50);
  expect(rows.length).toBeLessThanOrEqual(5);
  expect(callers).toEqual([]);
  expect((await send({ "x-api-key": secret }, { from: "198.51.100.1" })).status).toBe(200);
});
