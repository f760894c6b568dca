import { afterAll, beforeAll, expect, test } from "vitest";
import fc from "fast-check";
import { openStream, type Message, type SendOptions } from "./testing/send.ts";
import { callTool, initialize, modern, openSession, type LegacyClient } from "./testing/speak.ts";
import { startMcp, type TestServer } from "./testing/start-mcp.ts";

const ANSWER_MS = 2_000;
const LIMITS = { numRuns: 400, interruptAfterTimeLimit: 5_000 };
const BOTH = { accept: "application/json, text/event-stream", "content-type": "application/json" };

let server: TestServer;
let session: LegacyClient;
let sseEndpoint: string;

beforeAll(async () => {
  server = await startMcp({ bodyBytesMax: 4_000_000 });
  session = await openSession(server.url, { version: "2025-03-26" });
  const sse = await openStream(`${server.url}/sse`);
  await sse.next();
  sseEndpoint = `${server.url}${sse.events[0]?.data}`;
});

afterAll(async () => {
  expect(server.errors).toEqual([]);
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  await server[Symbol.asyncDispose]();
});

interface Answer {
  readonly status: number;
  readonly messages: readonly Message[];
}

/** Sends, and reads until the answer is there: its end, or a stream's message with the request's id or an acknowledgement. */
async function exchange(url: string, options: SendOptions): Promise<Answer> {
  const late = AbortSignal.timeout(ANSWER_MS);
  const isLate = new Promise<never>((_resolve, reject) =>
    late.addEventListener("abort", () => reject(new Error(`No answer to ${JSON.stringify(options).slice(0, 500)}`))),
  );
  const stream = await Promise.race([openStream(url, options), isLate]);
  const id = idOf(options.body);
  const isAnswer = (message: Message) =>
    (message.id === id && message.method === undefined) ||
    message.method === "notifications/subscriptions/acknowledged";
  if (stream.headers["content-type"] === "text/event-stream") {
    if (options.method === "POST")
      await Promise.race([stream.next(isAnswer).catch(() => {}), stream.ended.catch(() => {}), isLate]);
    stream.cut();
    return { status: stream.status, messages: stream.messages() };
  }
  await Promise.race([stream.ended, isLate]);
  const text = stream.text();
  const body: unknown = text === "" || stream.headers["content-type"] === "text/plain" ? [] : JSON.parse(text);
  return { status: stream.status, messages: (Array.isArray(body) ? body : [body]) as Message[] };
}

/** The id that an answer has to carry: that of a single request, as far as one can be read. */
function idOf(body: unknown): string | number | null {
  const value = typeof body === "string" ? tryParse(body) : body;
  if (typeof value !== "object" || value === null || !("method" in value) || !("id" in value)) return null;
  if (typeof value.id === "string") return value.id;
  // As JSON can say it: it knows no infinity and no minus zero.
  return typeof value.id === "number" && Number.isFinite(value.id) ? value.id + 0 : null;
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function expectGoodAnswer(url: string, options: SendOptions): Promise<void> {
  const { status, messages } = await exchange(url, options);
  expect(status).toBeGreaterThanOrEqual(200);
  expect(status).not.toBe(500);
  // What is refused before the body is read cannot know its id.
  const id = [405, 406, 413, 415].includes(status) ? null : idOf(options.body);
  if (status >= 300)
    expect(messages).toMatchObject([
      { jsonrpc: "2.0", id, error: { code: expect.any(Number), message: expect.any(String) } },
    ]);
  if (status === 200 && id !== null && options.method === "POST" && url.endsWith("/mcp")) {
    expect(
      messages.some(
        (message) =>
          message.method !== undefined ||
          (message.id === id && (message.result !== undefined || message.error !== undefined)),
      ),
    ).toBe(true);
  }
}

const methods = fc.constantFrom(
  "tools/call",
  "tools/list",
  "prompts/get",
  "resources/read",
  "resources/subscribe",
  "completion/complete",
  "logging/setLevel",
  "ping",
  "initialize",
  "server/discover",
  "subscriptions/listen",
  "notifications/cancelled",
  "notifications/initialized",
);
const ids = fc.oneof(fc.integer(), fc.string(), fc.double(), fc.constant(null));
const jsonValues = fc.jsonValue({ maxDepth: 4 }).map((value) => value as unknown);
const messages = fc.record(
  {
    jsonrpc: fc.constantFrom("2.0", "1.0", 2),
    id: ids,
    method: fc.oneof(methods, fc.string()),
    params: jsonValues,
    result: jsonValues,
    error: jsonValues,
  },
  { requiredKeys: [] },
);
const bodies = fc.oneof(jsonValues, messages, fc.array(messages, { maxLength: 4 }));

/** Visible text, as a header can hold it. */
const headerText = fc
  .string({
    unit: fc
      .integer({ min: 0x20, max: 0xff })
      .filter((code) => code !== 0x7f)
      .map((code) => String.fromCodePoint(code)),
    maxLength: 60,
  })
  .map((text) => text.trim());
const headers = fc.dictionary(
  fc.constantFrom(
    "accept",
    "content-type",
    "mcp-session-id",
    "mcp-protocol-version",
    "mcp-method",
    "mcp-name",
    "mcp-param-region",
    "last-event-id",
    "traceparent",
    "x-principal",
  ),
  fc.oneof(
    headerText,
    fc.constantFrom(
      "2026-07-28",
      "2025-11-25",
      "tools/call",
      "echo",
      "=?base64?ZWNobw==?=",
      "=?base64?!!?=",
      "_GET/1",
      "application/json",
      "*/*",
    ),
  ),
);

/** A good request of either era, to be spoilt in one place. */
const goodBodies: readonly object[] = [
  modern("tools/call", { name: "echo", arguments: { message: "hi" } }, { meta: { progressToken: 1 } }).body,
  modern("tools/call", { name: "region", arguments: { region: "eu" } }).body,
  modern(
    "tools/call",
    { name: "ask", arguments: {}, inputResponses: { name: { action: "accept", content: {} } }, requestState: "x" },
    { capabilities: { elicitation: {} } },
  ).body,
  modern("resources/read", { uri: "test://note" }).body,
  modern("prompts/get", { name: "greet", arguments: { name: "Ada" } }).body,
  modern("subscriptions/listen", { notifications: { toolsListChanged: true, resourceSubscriptions: ["test://note"] } })
    .body,
  modern("completion/complete", { ref: { type: "ref/prompt", name: "greet" }, argument: { name: "name", value: "" } })
    .body,
  callTool(1, "echo", { message: "hi" }, { progressToken: 1 }),
  callTool(1, "progress", {}, { progressToken: 1 }),
  { jsonrpc: "2.0", id: 1, method: "resources/subscribe", params: { uri: "test://note" } },
  { jsonrpc: "2.0", id: 1, method: "logging/setLevel", params: { level: "debug" } },
  { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 1 } },
  { jsonrpc: "2.0", id: 0, result: { action: "accept" } },
  initialize(),
];

/** Every place of a value, as the keys that lead there. */
function placesIn(value: unknown): string[][] {
  if (typeof value !== "object" || value === null) return [[]];
  return [[], ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner).map((path) => [key, ...path]))];
}

/** The JSON text of a value with another text in one place. */
function withText(value: unknown, [key, ...rest]: readonly string[], text: string): string {
  if (key === undefined) return text;
  const fields = Object.entries(value as object).map(
    ([name, inner]) => `${JSON.stringify(name)}:${name === key ? withText(inner, rest, text) : JSON.stringify(inner)}`,
  );
  return Array.isArray(value)
    ? `[${Object.values(value)
        .map((inner, index) => (String(index) === key ? withText(inner, rest, text) : JSON.stringify(inner)))
        .join()}]`
    : `{${fields.join()}}`;
}

/** The headers that go with a body, so that it gets past them. */
function headersFor(body: object): Record<string, string> {
  const { method, params } = body as { method?: string; params?: { _meta?: object; name?: string; uri?: string } };
  if (params?._meta === undefined || !("io.modelcontextprotocol/protocolVersion" in params._meta))
    return { ...BOTH, "mcp-session-id": session.sessionId };
  return {
    ...BOTH,
    "mcp-protocol-version": "2026-07-28",
    "mcp-method": method ?? "",
    "mcp-name": params.name ?? params.uri ?? "",
    "mcp-param-region": "eu",
  };
}

const HOSTILE: Readonly<Record<string, string>> = {
  "deep arrays": "[".repeat(10_000) + "]".repeat(10_000),
  "deep objects": '{"a":'.repeat(10_000) + "1" + "}".repeat(10_000),
  "too large a number": "1e400",
  "too long a number": "1".repeat(400),
  "a number beyond the safe ones": "9007199254740993",
  "minus zero": "-0",
  "half a character": String.raw`"\ud800"`,
  "a NUL": String.raw`"\u0000"`,
  "a line break": String.raw`"a\r\nb: c"`,
  "a prototype": '{"__proto__":{"polluted":1}}',
  "a constructor": '{"constructor":{"prototype":{"polluted":1}}}',
  "names of Object.prototype": '{"toString":1,"valueOf":1,"hasOwnProperty":1,"then":1,"toJSON":1}',
  "one key twice": '{"a":1,"a":2}',
  "many keys": JSON.stringify(Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`key${index}`, index]))),
  "a long text": JSON.stringify("x".repeat(100_000)),
  null: "null",
  "an empty object": "{}",
  "an empty array": "[]",
  true: "true",
};

test.for(Object.entries(HOSTILE))("a request with %s in any place is answered", async ([, text]) => {
  for (const body of goodBodies) {
    const requests = placesIn(body).map((path) => ({
      method: "POST",
      headers: headersFor(body),
      body: withText(body, path, text),
    }));
    for (const request of requests) await expectGoodAnswer(`${server.url}/mcp`, request);
  }
});

test("a good request spoilt in one place is answered", async () => {
  const spoilt = fc
    .constantFrom(...goodBodies)
    .chain((body) =>
      fc.record({ headers: fc.constant(body), path: fc.constantFrom(...placesIn(body)), value: jsonValues }),
    );
  await fc.assert(
    fc.asyncProperty(spoilt, async ({ headers: body, path, value }) => {
      await expectGoodAnswer(`${server.url}/mcp`, {
        method: "POST",
        headers: headersFor(body),
        body: withText(body, path, JSON.stringify(value)),
      });
    }),
    LIMITS,
  );
});

test("any JSON under any headers is answered on /mcp", async () => {
  await fc.assert(
    fc.asyncProperty(bodies, headers, fc.boolean(), async (body, more, inSession) => {
      const own = inSession ? { "mcp-session-id": session.sessionId } : {};
      await expectGoodAnswer(`${server.url}/mcp`, {
        method: "POST",
        headers: { ...BOTH, ...own, ...more },
        body: JSON.stringify(body),
      });
    }),
    LIMITS,
  );
});

test("any text is answered on /mcp and /messages", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(`${server.url}/mcp`, sseEndpoint),
      fc.string({ unit: "binary" }),
      async (url, text) => {
        await expectGoodAnswer(url, { method: "POST", headers: BOTH, body: text });
      },
    ),
    LIMITS,
  );
});

test("any message is answered on /messages", async () => {
  await fc.assert(
    fc.asyncProperty(bodies, headers, async (body, more) => {
      await expectGoodAnswer(sseEndpoint, {
        method: "POST",
        headers: { ...BOTH, ...more },
        body: JSON.stringify(body),
      });
    }),
    LIMITS,
  );
});

test("any method and headers are answered on every route", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("GET", "DELETE", "PUT", "HEAD", "OPTIONS", "PATCH"),
      fc.constantFrom("/mcp", "/sse", "/messages", "/messages?sessionId=%00", "/messages?sessionId=%zz"),
      headers,
      async (method, path, more) => {
        const { status } = await exchange(`${server.url}${path}`, { method, headers: more });
        expect(status).not.toBe(500);
      },
    ),
    LIMITS,
  );
});

test("what came before has left nothing behind", async () => {
  await expect.poll(() => server.exchanges()).toBe(1);
  expect(server.open["sse"]).toBe(1);
  expect(server.open["listen"] ?? 0).toBe(0);
  expect(server.tools.toolbox.inFlight).toBe(0);
  await expectGoodAnswer(`${server.url}/mcp`, {
    method: "POST",
    headers: headersFor(callTool(1, "echo")),
    body: callTool("at last", "echo", { message: "hi" }),
  });
});
