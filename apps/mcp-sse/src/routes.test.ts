import { createServer, request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import {
  AppError,
  localPrincipal,
  silentLogger,
  type HttpResponse,
  type Logger,
  type Principal,
} from "@mcp-tools/core";
import type { Authentication, AuthenticationRequest } from "@mcp-tools/governance";
import type { Caller, McpHttp } from "@mcp-tools/mcp";
import { createClientAddress, createHostPolicy, type FloodGuard } from "@mcp-tools/platform";
import type { ToolsetPolicy } from "./deps.ts";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createListener } from "./routes.ts";

type Catalogue = NonNullable<ReturnType<ToolsetPolicy["catalogue"]>>;

interface Line {
  readonly level: "info" | "error";
  readonly fields: Readonly<Record<string, unknown>>;
}

const served: { route: string; caller: Caller }[] = [];
const lines: Line[] = [];
const measured: unknown[][] = [];
const local: Authentication = { kind: "principal", principal: localPrincipal };
const refused: Authentication = {
  kind: "challenge",
  status: 401,
  message: "This server requires a key.",
  headers: { "www-authenticate": 'Bearer realm="mcp-tools"' },
};
const asked: AuthenticationRequest[] = [];
let authenticate = (): Authentication | Promise<Authentication> => local;
let floodGuard: FloodGuard = () => "pass";
let serve = (res: HttpResponse): void => void res.end("served");
let url: string;
let loadPolicy = async (): Promise<void> => {};
let isPolicyLoaded = true;

const handler = (route: string) => async (_req: unknown, res: HttpResponse, caller: Caller) => {
  served.push({ route, caller });
  serve(res);
};
const mcp: McpHttp = {
  mcp: handler("mcp"),
  sse: handler("sse"),
  messages: handler("messages"),
  endPrincipal() {},
  list: () => [],
  end: async () => {},
  drain: async () => {},
  close: async () => {},
};
const logger: Logger = {
  ...silentLogger,
  error: (fields) => void lines.push({ level: "error", fields: fields as Line["fields"] }),
};
const policy = createHostPolicy({
  host: "127.0.0.1",
  allowedHosts: ["tools.example.com"],
  allowedOrigins: ["https://app.example.com"],
});
const server = createServer(
  createListener(
    {
      mcp,
      authenticate(request) {
        asked.push(request);
        return authenticate();
      },
      policy: {
        get isLoaded() {
          return isPolicyLoaded;
        },
        load: () => loadPolicy(),
        // Ada is given the toolset `ops`, and nobody any other.
        catalogue: (principal, toolset) =>
          principal.id === "key:ada" && toolset === "ops" ? ({} as Catalogue) : undefined,
      },
      ...policy,
      clientAddress: createClientAddress({ trustedProxies: ["loopback"] }),
      floodGuard: (client) => floodGuard(client),
      logger,
      logRequest: (fields) => void lines.push({ level: "info", fields: fields as unknown as Line["fields"] }),
      metrics: { httpEnded: (...about: unknown[]) => void measured.push(about) },
    },
    (_req, res) => void res.end("other"),
  ),
);

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  served.length = 0;
  lines.length = 0;
  measured.length = 0;
  asked.length = 0;
  authenticate = () => local;
  floodGuard = () => "pass";
  isPolicyLoaded = true;
  loadPolicy = async () => {};
  serve = (res) => void res.end("served");
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

function send(
  method: string,
  path: string,
  headers: OutgoingHttpHeaders = {},
): Promise<{ status: number; headers: IncomingHttpHeaders; text: string }> {
  return new Promise((resolve, reject) => {
    const req = request(`${url}${path}`, { method, headers, agent: false }, (res) => {
      let text = "";
      res.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      res.on("end", () => resolve({ status: res.statusCode ?? 0, headers: res.headers, text })).on("error", reject);
    });
    req.once("error", reject).end();
  });
}

test.for([
  ["POST", "/mcp", "mcp"],
  ["GET", "/mcp?x=1", "mcp"],
  ["DELETE", "/mcp", "mcp"],
  ["GET", "/sse", "sse"],
  ["POST", "/messages?sessionId=a", "messages"],
] as const)("%s %s is MCP's, with its caller", async ([method, path, route]) => {
  const answer = await send(method, path);
  expect(answer).toMatchObject({ status: 200, text: "served" });
  const requestId = answer.headers["x-request-id"];
  expect(served).toEqual([{ route, caller: { principal: localPrincipal, requestId, address: "127.0.0.1" } }]);
});

test.for([
  "/",
  "/health",
  "/mcp/",
  "/mcp/Ops",
  "/mcp/-ops",
  "/mcp/ops/",
  "/mcp/ops/x",
  "/mcp/o%70s",
  `/mcp/${"o".repeat(65)}`,
  "/messages/ops",
  "/SSE",
  "//mcp",
  "/%6dcp",
  "/__proto__",
])("GET %s is not", async (path) => {
  expect(await send("GET", path)).toMatchObject({ status: 200, text: "other" });
  expect(served).toEqual([]);
});

const ROUTES = ["/mcp", "/sse", "/messages", "/mcp/ops", "/sse/ops"];
const METHODS = ["GET", "POST", "DELETE", "OPTIONS"];
const everywhere = ROUTES.flatMap((path) => METHODS.map((method) => ({ path, method })));

test.for(everywhere)("$method $path refuses a foreign Host and a foreign Origin with 403", async ({ method, path }) => {
  for (const headers of [
    { host: "evil.example.com" },
    { host: "evil.example.com", origin: "http://evil.example.com" },
    { origin: "http://evil.example.com" },
    { origin: "null" },
  ]) {
    const answer = await send(method, path, headers);
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.text)).toMatchObject({
      jsonrpc: "2.0",
      id: null,
      error: { code: -32000, message: expect.stringMatching(/ALLOWED_(HOSTS|ORIGINS)/) },
    });
    expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
  }
  expect(served).toEqual([]);
});

test.for([
  { host: "tools.example.com" },
  { host: "localhost:9090", origin: "http://localhost:9090" },
  { host: "tools.example.com", origin: "https://app.example.com" },
])("lets in %j", async (headers) => {
  expect((await send("POST", "/mcp", headers)).status).toBe(200);
});

test("an allowed origin may read the answer, and what is in its headers", async () => {
  const { headers } = await send("POST", "/mcp", { origin: "https://app.example.com" });
  expect(headers).toMatchObject({ "access-control-allow-origin": "https://app.example.com", vary: "Origin" });
  expect(headers["access-control-expose-headers"]?.split(", ")).toEqual(
    expect.arrayContaining(["mcp-session-id", "www-authenticate", "mcp-protocol-version"]),
  );
});

test("answers a preflight before it asks for credentials, with the tool's own headers", async () => {
  authenticate = () => refused;
  const answer = await send("OPTIONS", "/mcp", {
    origin: "https://app.example.com",
    "access-control-request-method": "POST",
    "access-control-request-headers": "content-type, Mcp-Param-Region,x-evil, mcp-param-a b",
  });
  expect(answer).toMatchObject({ status: 204, text: "" });
  expect(answer.headers["access-control-allow-methods"]).toBe("GET, POST, DELETE, OPTIONS");
  const allowed = answer.headers["access-control-allow-headers"]?.split(", ");
  expect(allowed).toEqual(
    expect.arrayContaining([
      "content-type",
      "authorization",
      "mcp-session-id",
      "mcp-protocol-version",
      "mcp-method",
      "mcp-name",
      "last-event-id",
      "Mcp-Param-Region",
    ]),
  );
  expect(allowed).not.toContain("x-evil");
  expect(served).toEqual([]);
});

test.for(everywhere.filter(({ method }) => method !== "OPTIONS"))(
  "$method $path asks for a key with 401",
  async ({ method, path }) => {
    authenticate = () => refused;
    const answer = await send(method, path, { origin: "https://app.example.com" });
    expect(answer.status).toBe(401);
    expect(answer.headers).toMatchObject({
      "www-authenticate": expect.stringMatching(/^Bearer/),
      "access-control-allow-origin": "https://app.example.com",
    });
    expect(JSON.parse(answer.text)).toMatchObject({
      jsonrpc: "2.0",
      id: null,
      error: { message: expect.stringContaining("key") },
    });
    expect(served).toEqual([]);
  },
);

test.for(["abc-123", "req:1.2_x"])("keeps the request id %s of a proxy", async (id) => {
  expect((await send("GET", "/mcp", { "x-request-id": id })).headers["x-request-id"]).toBe(id);
  expect(served[0]?.caller.requestId).toBe(id);
});

test.for(["a b", "x".repeat(129), "<script>", ""])("makes one of its own in place of %j", async (id) => {
  const { headers } = await send("GET", "/mcp", { "x-request-id": id });
  expect(headers["x-request-id"]).not.toBe(id);
  expect(headers["x-request-id"]).toMatch(/^[\da-f-]{36}$/);
});

test("logs and measures each request once, without what is secret in it", async () => {
  await send("POST", "/messages?sessionId=secret", { authorization: "Bearer secret", "x-request-id": "r1" });
  await expect
    .poll(() => lines)
    .toMatchObject([
      {
        level: "info",
        fields: {
          method: "POST",
          path: "/messages",
          status: 200,
          requestId: "r1",
          principal: "local",
          address: "127.0.0.1",
          ms: expect.any(Number),
        },
      },
    ]);
  expect(JSON.stringify(lines)).not.toContain("secret");
  expect(measured).toEqual([["mcp-sse", "POST", "/messages", 200, expect.any(Number)]]);
  await send("POST", "/mcp", { host: "evil.example.com" });
  await expect.poll(() => measured.length).toBe(2);
});

test("a fault is logged once and answered without its words", async () => {
  serve = () => {
    throw new Error("password of the database");
  };
  const answer = await send("POST", "/mcp");
  expect(answer.status).toBe(500);
  expect(JSON.parse(answer.text)).toMatchObject({ error: { code: -32603, message: "Internal error" } });
  expect(lines.filter(({ level }) => level === "error")).toMatchObject([
    { fields: { err: { message: "password of the database" }, requestId: answer.headers["x-request-id"] } },
  ]);
});

test("a fault after the answer began breaks the connection", async () => {
  serve = (res) => {
    res.writeHead(200);
    res.write("half");
    throw new Error("too late");
  };
  await expect(send("POST", "/mcp")).rejects.toThrow();
});

test("a fault in the checks is answered like any other", async () => {
  authenticate = () => {
    throw new Error("no such table");
  };
  expect(await send("POST", "/mcp")).toMatchObject({ status: 500, text: expect.not.stringContaining("table") });
  expect(lines.filter(({ level }) => level === "error")).toHaveLength(1);
});

test("who sent it is asked with all that came, and with where it came from through proxies that are trusted", async () => {
  await send("POST", "/messages?sessionId=a&x=%20", {
    authorization: "Bearer k",
    "x-request-id": "r1",
    "x-forwarded-for": "127.0.0.1, 2001:db8::1",
  });
  expect(asked).toMatchObject([
    {
      headers: { authorization: "Bearer k" },
      rawHeaders: expect.arrayContaining(["authorization", "Bearer k"]),
      path: "/messages",
      query: "sessionId=a&x=%20",
      transport: "sse",
      address: "2001:db8::1",
      network: "2001:db8:0:0::/64",
      requestId: "r1",
    },
  ]);
  expect(served[0]?.caller.address).toBe("2001:db8::1");
  await send("GET", "/mcp?");
  expect(asked[1]).toMatchObject({ path: "/mcp", query: "", transport: "http", address: "127.0.0.1" });
});

test("an answer that comes late is as good, and a fault while it is looked for is a fault", async () => {
  authenticate = async () => local;
  expect(await send("POST", "/mcp")).toMatchObject({ status: 200, text: "served" });
  authenticate = async () => refused;
  expect(await send("POST", "/mcp")).toMatchObject({ status: 401 });
  authenticate = () => Promise.reject(new Error("no such table"));
  expect(await send("POST", "/mcp")).toMatchObject({ status: 500, text: expect.not.stringContaining("table") });
});

test.for([
  { status: 403, headers: { "www-authenticate": 'Bearer error="insufficient_scope"' } },
  { status: 429, headers: { "retry-after": "7" } },
  { status: 503, headers: { "retry-after": "5" } },
] as const)("a challenge of $status is answered with its headers, and reaches nothing", async ({ status, headers }) => {
  authenticate = () => ({ kind: "challenge", status, message: "No.", headers });
  const answer = await send("POST", "/mcp");
  expect(answer).toMatchObject({ status, headers });
  expect(JSON.parse(answer.text)).toMatchObject({ error: { message: "No." } });
  expect(served).toEqual([]);
});

test("a flood gets 429 before anybody looks at a credential, and one line in the log", async () => {
  const passages = ["pass", "first", "refused", "refused"] as const;
  let turn = 0;
  floodGuard = ({ network, isLoopback }) => {
    expect([network, isLoopback]).toEqual(["127.0.0.1", true]);
    return passages[turn++] ?? "refused";
  };
  const answers = [];
  for (const path of ["/mcp", "/mcp", "/sse", "/messages"])
    answers.push(await send("POST", path, { origin: "https://app.example.com" }));
  expect(answers.map(({ status }) => status)).toEqual([200, 429, 429, 429]);
  expect(answers[1]?.headers).toMatchObject({
    "retry-after": "1",
    "access-control-allow-origin": "https://app.example.com",
  });
  expect(asked).toHaveLength(1);
  expect(served).toHaveLength(1);
  await expect.poll(() => measured.length).toBe(4);
  expect(lines).toHaveLength(2);
  expect(await send("GET", "/ready")).toMatchObject({ status: 429, headers: { "retry-after": "1" } });
});

const ada: Principal = { id: "key:ada", kind: "key", name: "ada", space: "ada" };

test.for([
  ["/mcp/ops", "mcp"],
  ["/sse/ops?x=1", "sse"],
])("%s is the endpoint of a toolset, for whoever is given it", async ([path, route]) => {
  authenticate = () => ({ kind: "principal", principal: ada });
  const answer = await send("POST", path ?? "");
  expect(answer).toMatchObject({ status: 200, text: "served" });
  expect(served).toEqual([
    {
      route,
      caller: { principal: ada, requestId: answer.headers["x-request-id"], toolset: "ops", address: "127.0.0.1" },
    },
  ]);
});

test("a toolset that does not exist and one that was not given are the same 404, before any protocol", async () => {
  authenticate = () => ({ kind: "principal", principal: ada });
  const unknown = await send("POST", "/mcp/nothing");
  authenticate = () => local;
  const notGiven = await send("POST", "/mcp/ops");
  expect(unknown.status).toBe(404);
  expect(JSON.parse(unknown.text)).toMatchObject({ jsonrpc: "2.0", id: null, error: { code: -32000 } });
  expect({ ...notGiven, headers: {}, text: notGiven.text.replace("ops", "nothing") }).toEqual({
    ...unknown,
    headers: {},
  });
  expect(served).toEqual([]);
});

test("an endpoint asks for the policy where it is not loaded, and is 503 where it cannot be", async () => {
  authenticate = () => ({ kind: "principal", principal: ada });
  isPolicyLoaded = false;
  loadPolicy = () => Promise.reject(new AppError("unavailable", "The database does not answer."));
  const answer = await send("POST", "/mcp/ops");
  expect(answer).toMatchObject({ status: 503, text: expect.stringContaining("does not answer") });
  expect(answer.headers["retry-after"]).toBeDefined();
  loadPolicy = async () => void (isPolicyLoaded = true);
  expect((await send("POST", "/mcp/ops")).status).toBe(200);
});

test("a metric knows a toolset's endpoint by its pattern, the log by its path", async () => {
  authenticate = () => ({ kind: "principal", principal: ada });
  await send("GET", "/sse/ops");
  await send("GET", "/mcp/nothing");
  await expect
    .poll(() => measured.map(([, , route, status]) => [route, status]))
    .toEqual([
      ["/sse/:toolset", 200],
      ["/mcp/:toolset", 404],
    ]);
  expect(lines.filter(({ level }) => level === "info").map(({ fields }) => fields["path"])).toEqual([
    "/sse/ops",
    "/mcp/nothing",
  ]);
});
