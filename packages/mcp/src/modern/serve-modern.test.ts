import { expect, test } from "vitest";
import { openStream, send } from "../testing/send.ts";
import { MODERN, modern, openSession, parse, textOf, type ModernOptions } from "../testing/speak.ts";
import { startMcp } from "../testing/start-mcp.ts";

const VERSION_KEY = "io.modelcontextprotocol/protocolVersion";
const CAPABILITIES_KEY = "io.modelcontextprotocol/clientCapabilities";
const CLIENT_KEY = "io.modelcontextprotocol/clientInfo";
const LEVEL_KEY = "io.modelcontextprotocol/logLevel";
const ECHO = { name: "echo", arguments: { message: "hi" } };

/** The answer to a request that may differ from a good one in this way. */
async function ask(url: string, method: string, params: Record<string, unknown> = {}, options: ModernOptions = {}) {
  const answer = await send(`${url}/mcp`, modern(method, params, options));
  return { status: answer.status, message: parse(answer) };
}

test("every result says its type and who made it", async () => {
  await using server = await startMcp();
  for (const [method, params] of [
    ["server/discover", {}],
    ["tools/list", {}],
    ["tools/call", ECHO],
    ["prompts/list", {}],
    ["resources/read", { uri: "test://note" }],
  ] as const) {
    const { status, message } = await ask(server.url, method, params, { id: method });
    expect(status).toBe(200);
    expect(message).toMatchObject({
      id: method,
      result: {
        resultType: "complete",
        _meta: { "io.modelcontextprotocol/serverInfo": { name: "mcp-tools", version: "0.0.0" } },
      },
    });
  }
});

test("discover says what there is", async () => {
  await using server = await startMcp();
  const { message } = await ask(server.url, "server/discover");
  expect(message.result).toMatchObject({
    supportedVersions: expect.arrayContaining([MODERN]),
    capabilities: { tools: { listChanged: true }, resources: { subscribe: true }, prompts: {} },
    cacheScope: expect.any(String),
    ttlMs: expect.any(Number),
  });
});

test.for(["tools/list", "prompts/list", "resources/list", "resources/templates/list", "server/discover"])(
  "%s can be cached",
  async (method) => {
    await using server = await startMcp();
    const { message } = await ask(server.url, method);
    expect(message.result.ttlMs).toBeGreaterThanOrEqual(0);
    expect(["public", "private"]).toContain(message.result.cacheScope);
  },
);

test("keeps nothing between requests and needs no session", async () => {
  await using server = await startMcp();
  const answer = await send(
    `${server.url}/mcp`,
    modern("tools/call", ECHO, { headers: { "mcp-session-id": "whatever", "last-event-id": "x/1" } }),
  );
  expect(answer.status).toBe(200);
  expect(answer.headers["mcp-session-id"]).toBeUndefined();
  expect(server.open).toEqual({ http: 0, sse: 0, listen: 0 });
});

test.for([
  { what: "no _meta", params: { _meta: undefined } },
  { what: "no version in _meta", meta: { [VERSION_KEY]: undefined } },
  { what: "a version that is no text", meta: { [VERSION_KEY]: 5 } },
  { what: "no capabilities", meta: { [CAPABILITIES_KEY]: undefined } },
  { what: "capabilities that are no object", meta: { [CAPABILITIES_KEY]: [] } },
  { what: "a client without a name", meta: { [CLIENT_KEY]: { version: "1" } } },
  { what: "a log level that does not exist", meta: { [LEVEL_KEY]: "loud" } },
])("refuses $what with 400 and -32602", async ({ params = {}, meta = {} }) => {
  await using server = await startMcp();
  const request = modern("tools/call", ECHO, { id: "mine", meta });
  for (const id of ["mine", 7]) {
    const answer = await send(`${server.url}/mcp`, {
      ...request,
      body: { ...request.body, id, params: { ...request.body.params, ...params } },
    });
    expect(answer.status).toBe(400);
    expect(parse(answer)).toMatchObject({ id, error: { code: -32602 } });
  }
});

test("a _meta that is no object makes no valid request", async () => {
  await using server = await startMcp();
  const { body, ...request } = modern("tools/call", ECHO);
  const answer = await send(`${server.url}/mcp`, { ...request, body: { ...body, params: { ...ECHO, _meta: 5 } } });
  expect(answer.status).toBe(400);
  expect(parse(answer)).toMatchObject({ id: 1, error: { code: -32600 } });
});

test("what is wrong once is wrong again, after the same client was right", async () => {
  await using server = await startMcp();
  expect((await ask(server.url, "tools/call", ECHO)).status).toBe(200);
  expect((await ask(server.url, "tools/call", ECHO, { meta: { [CAPABILITIES_KEY]: 5 } })).status).toBe(400);
  expect(
    (await ask(server.url, "tools/call", ECHO, { headers: { "mcp-method": "tools/list" } })).message.error?.code,
  ).toBe(-32020);
  expect((await ask(server.url, "tools/call", ECHO, { meta: { [LEVEL_KEY]: "loud" } })).status).toBe(400);
  for (const meta of [{ progressToken: {} }, { progressToken: 1.5 }, { "io.modelcontextprotocol/related-task": 5 }])
    expect(await ask(server.url, "tools/call", ECHO, { meta })).toMatchObject({
      status: 400,
      message: { error: { code: -32600 } },
    });
});

test("a client without clientInfo is served, and one with it is recorded", async () => {
  await using server = await startMcp();
  await ask(server.url, "tools/call", ECHO);
  await ask(server.url, "tools/call", ECHO, {
    meta: {
      [CLIENT_KEY]: { name: "inspector", version: "2" },
      traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    },
  });
  expect(server.tools.rows).toMatchObject([
    { client: undefined, protocolVersion: MODERN, sessionId: undefined },
    { client: "inspector/2", traceId: "0af7651916cd43dd8448eb211c80319c", requestId: "test" },
  ]);
});

test.for(["2027-01-01", "v999.0.0", "2025-11-25"])("refuses the version %s and says which it has", async (version) => {
  await using server = await startMcp();
  const { status, message } = await ask(
    server.url,
    "tools/list",
    {},
    { meta: { [VERSION_KEY]: version }, headers: { "mcp-protocol-version": version } },
  );
  expect(status).toBe(400);
  expect(message).toMatchObject({ id: 1, error: { code: -32022, data: { supported: [MODERN], requested: version } } });
});

const DIFFERS: { what: string; method?: string; params?: Record<string, unknown>; options: ModernOptions }[] = [
  { what: "a version header that differs from _meta", options: { headers: { "mcp-protocol-version": "2027-01-01" } } },
  { what: "an unsupported version in _meta under a good header", options: { meta: { [VERSION_KEY]: "v999.0.0" } } },
  { what: "no version header", options: { headers: { "mcp-protocol-version": undefined } } },
  { what: "no Mcp-Method", options: { headers: { "mcp-method": undefined } } },
  { what: "another Mcp-Method", options: { headers: { "mcp-method": "tools/list" } } },
  { what: "Mcp-Method in capitals", options: { headers: { "mcp-method": "TOOLS/CALL" } } },
  { what: "no Mcp-Name on tools/call", options: { headers: { "mcp-name": undefined } } },
  {
    what: "no Mcp-Name on prompts/get",
    method: "prompts/get",
    params: { name: "greet" },
    options: { headers: { "mcp-name": undefined } },
  },
  {
    what: "no Mcp-Name on resources/read",
    method: "resources/read",
    params: { uri: "test://note" },
    options: { headers: { "mcp-name": undefined } },
  },
  { what: "another Mcp-Name", options: { headers: { "mcp-name": "wait" } } },
  { what: "Mcp-Name in capitals", options: { headers: { "mcp-name": "ECHO" } } },
  { what: "Mcp-Name in base64 without padding", options: { headers: { "mcp-name": "=?base64?ZWNobw?=" } } },
  { what: "Mcp-Name in base64 with foreign letters", options: { headers: { "mcp-name": "=?base64?ZWN!bw==?=" } } },
  { what: "Mcp-Name in base64 that is not UTF-8", options: { headers: { "mcp-name": "=?base64?/w==?=" } } },
  { what: "Mcp-Name in half a base64 form", options: { headers: { "mcp-name": "=?base64?ZWNobw==" } } },
  { what: "Mcp-Name in an encoding that does not exist", options: { headers: { "mcp-name": "=?BASE64?ZWNobw==?=" } } },
];

test.for(DIFFERS)("refuses $what with 400 and -32020", async ({ method = "tools/call", params = ECHO, options }) => {
  await using server = await startMcp();
  const { status, message } = await ask(server.url, method, params, { ...options, id: "h" });
  expect(status).toBe(400);
  expect(message).toMatchObject({ id: "h", error: { code: -32020 } });
  expect(server.tools.rows).toEqual([]);
});

test.for(["  echo\t", "=?base64?ZWNobw==?=", " =?base64?ZWNobw==?= "])(
  "takes the Mcp-Name %j for echo",
  async (name) => {
    await using server = await startMcp();
    expect((await ask(server.url, "tools/call", ECHO, { headers: { "mcp-name": name } })).status).toBe(200);
  },
);

test("takes a Mcp-Name beyond ASCII in base64", async () => {
  const name = "größe";
  await using server = await startMcp({ definitions: [{ uri: `test://${name}`, name, read: () => "1 m" }] });
  const uri = `test://${name}`;
  expect(
    (
      await ask(
        server.url,
        "resources/read",
        { uri },
        { headers: { "mcp-name": `=?base64?${Buffer.from(uri).toString("base64")}?=` } },
      )
    ).message.result.contents,
  ).toMatchObject([{ text: "1 m" }]);
});

const region = (args: object, headers: Record<string, string> = {}) =>
  [{ name: "region", arguments: args }, { headers }] as const;

test.for([
  { what: "a mirrored string", call: region({ region: "eu" }, { "mcp-param-region": "eu" }) },
  {
    what: "a mirrored string in base64",
    call: region({ region: "été" }, { "mcp-param-region": `=?base64?${Buffer.from("été").toString("base64")}?=` }),
  },
  {
    what: "what looks like base64 and is the value itself",
    call: region({ region: "ZXU=" }, { "mcp-param-region": "ZXU=" }),
  },
  { what: "a number in another notation", call: region({ count: 42 }, { "mcp-param-count": "42.0" }) },
  { what: "a boolean", call: region({ dry: false }, { "mcp-param-dry": "false" }) },
  { what: "no argument and no header", call: region({}) },
  {
    what: "all of them",
    call: region(
      { region: "eu", count: -1, dry: true },
      { "mcp-param-region": "eu", "mcp-param-count": "-1", "mcp-param-dry": "true" },
    ),
  },
])("takes $what in Mcp-Param headers", async ({ call: [params, options] }) => {
  await using server = await startMcp();
  const { status, message } = await ask(server.url, "tools/call", params, options);
  expect(status).toBe(200);
  expect(JSON.parse(textOf(message))).toEqual(params.arguments);
});

test.for([
  { what: "a missing header", call: region({ region: "eu" }) },
  { what: "another value", call: region({ region: "eu" }, { "mcp-param-region": "us" }) },
  { what: "another case", call: region({ region: "eu" }, { "mcp-param-region": "EU" }) },
  { what: "a header without an argument", call: region({}, { "mcp-param-region": "eu" }) },
  { what: "a header beside null", call: region({ region: null }, { "mcp-param-region": "null" }) },
  { what: "another number", call: region({ count: 42 }, { "mcp-param-count": "43" }) },
  { what: "a number with more to it", call: region({ count: 42 }, { "mcp-param-count": "42abc" }) },
  { what: "broken base64", call: region({ region: "eu" }, { "mcp-param-region": "=?base64?ZXU?=" }) },
  {
    what: "an argument of another make",
    call: region({ region: { toString: 1, valueOf: 1 } }, { "mcp-param-region": "x" }),
  },
  { what: "an array that would read the same", call: region({ region: ["eu"] }, { "mcp-param-region": "eu" }) },
])("refuses $what in Mcp-Param headers", async ({ call: [params, options] }) => {
  await using server = await startMcp();
  const { status, message } = await ask(server.url, "tools/call", params, options);
  expect({ status, code: message.error?.code, id: message.id }).toEqual({ status: 400, code: -32020, id: 1 });
});

test.for([
  "initialize",
  "ping",
  "logging/setLevel",
  "resources/subscribe",
  "resources/unsubscribe",
  "tasks/list",
  "no/such",
])("%s does not exist: 404 and -32601", async (method) => {
  await using server = await startMcp();
  expect(await ask(server.url, method, {}, { id: 3 })).toMatchObject({
    status: 404,
    message: { id: 3, error: { code: -32601 } },
  });
});

test.for([
  { what: "an unknown tool", method: "tools/call", params: { name: "nobody", arguments: {} } },
  { what: "a tool without a name", method: "tools/call", params: {} },
  { what: "arguments that are no object", method: "tools/call", params: { name: "echo", arguments: [] } },
  { what: "an unknown prompt", method: "prompts/get", params: { name: "nobody" } },
  { what: "a prompt without its arguments", method: "prompts/get", params: { name: "greet" } },
  { what: "an unknown resource", method: "resources/read", params: { uri: "test://nothing" } },
  { what: "a cursor that we did not give", method: "tools/list", params: { cursor: "x" } },
])("$what is -32602", async ({ method, params }) => {
  await using server = await startMcp();
  const { message } = await ask(server.url, method, params, { id: 8 });
  expect(message).toMatchObject({ id: 8, error: { code: -32602 } });
});

test("names the resource that is not there", async () => {
  await using server = await startMcp();
  expect((await ask(server.url, "resources/read", { uri: "test://nothing" })).message.error?.data).toEqual({
    uri: "test://nothing",
  });
});

test("an initialize with a modern header and no envelope is not taken for a handshake", async () => {
  await using server = await startMcp();
  const { headers } = modern("initialize");
  const answer = await send(`${server.url}/mcp`, {
    method: "POST",
    headers,
    body: {
      jsonrpc: "2.0",
      id: 1,
      method: "initialize",
      params: { protocolVersion: MODERN, capabilities: {}, clientInfo: { name: "x", version: "1" } },
    },
  });
  expect(answer.status).toBe(400);
  expect(parse(answer)).toMatchObject({ id: 1, error: {} });
});

test.for(["notifications/cancelled", "notifications/progress", "no/such"])(
  "accepts the notification %s with 202 and nothing, whatever its headers",
  async (method) => {
    await using server = await startMcp();
    const { headers, body } = modern(method);
    const { id: _, ...notification } = body;
    expect(await send(`${server.url}/mcp`, { method: "POST", headers, body: notification })).toMatchObject({
      status: 202,
      text: "",
    });
    expect(
      (
        await send(`${server.url}/mcp`, {
          method: "POST",
          headers: { ...headers, "mcp-method": "" },
          body: notification,
        })
      ).status,
    ).not.toBe(500);
  },
);

test("answers as JSON when there is nothing to say before the result, and as a stream when there is", async () => {
  await using server = await startMcp();
  const plain = await send(`${server.url}/mcp`, modern("tools/call", { name: "progress" }));
  expect(plain.headers["content-type"]).toBe("application/json");
  const stream = await openStream(
    `${server.url}/mcp`,
    modern("tools/call", { name: "progress" }, { meta: { progressToken: 0 } }),
  );
  await stream.ended;
  expect(stream.headers).toMatchObject({ "content-type": "text/event-stream", "x-accel-buffering": "no" });
  expect(
    stream
      .messages()
      .map(({ method, params, result }) => [
        method,
        params?.["progressToken"],
        params?.["progress"],
        result?.resultType,
      ]),
  ).toEqual([
    ["notifications/progress", 0, 0, undefined],
    ["notifications/progress", 0, 1, undefined],
    ["notifications/progress", 0, 2, undefined],
    [undefined, undefined, undefined, "complete"],
  ]);
  expect(stream.events.every(({ id }) => id === undefined)).toBe(true);
});

test.for([
  { what: "progress", name: "progress", meta: { progressToken: 0 } },
  { what: "a log line", name: "log", meta: { [LEVEL_KEY]: "debug" } },
])("a client that accepts only JSON gets the result without $what; one without the header gets both", async (tool) => {
  await using server = await startMcp();
  const call = (accept: string | undefined) =>
    send(`${server.url}/mcp`, modern("tools/call", { name: tool.name }, { meta: tool.meta, headers: { accept } }));
  const plain = await call("application/json");
  expect(plain).toMatchObject({ status: 200, headers: { "content-type": "application/json" } });
  expect(JSON.parse(plain.text)).toMatchObject({ id: 1, result: { resultType: "complete" } });
  for (const accept of [undefined, "Text/Event-Stream, application/json", "text/*"])
    expect((await call(accept)).headers["content-type"]).toBe("text/event-stream");
});

test("logs to the client only where the envelope asks, from its level on", async () => {
  await using server = await startMcp();
  const levels = async (meta: Record<string, unknown>) => {
    const stream = await openStream(`${server.url}/mcp`, modern("tools/call", { name: "log" }, { meta }));
    await stream.ended;
    return stream
      .messages()
      .flatMap(({ method, params }) => (method === "notifications/message" ? [params?.["level"]] : []));
  };
  expect(await levels({})).toEqual([]);
  expect(await levels({ [LEVEL_KEY]: "debug" })).toEqual(["debug", "info", "error"]);
  expect(await levels({ [LEVEL_KEY]: "warning" })).toEqual(["error"]);
});

test.for([false, true])("a closed connection cancels the call (its stream open: %s)", async (isStreaming) => {
  await using server = await startMcp();
  const abort = new AbortController();
  const { method, headers, body } = modern(
    "tools/call",
    { name: "wait", arguments: {} },
    { meta: { progressToken: 1 } },
  );
  const answer = fetch(`${server.url}/mcp`, {
    method,
    headers: headers as Record<string, string>,
    body: JSON.stringify(body),
    signal: abort.signal,
  });
  answer.catch(() => {});
  const call = await server.started("");
  if (isStreaming) {
    call.ctx.progress(1);
    await answer;
  }
  abort.abort();
  await expect.poll(() => call.ctx.signal.aborted).toBe(true);
  await expect.poll(() => server.tools.rows.at(-1)?.outcome).toBe("cancelled");
  await expect.poll(() => server.exchanges()).toBe(0);
});

test("a call that was answered is not cancelled by the connection's end", async () => {
  await using server = await startMcp();
  await ask(server.url, "tools/call", ECHO);
  expect(server.tools.rows.map(({ outcome }) => outcome)).toEqual(["ok"]);
});

test("requests with one id on several connections do not meet", async () => {
  await using server = await startMcp();
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      ask(server.url, "tools/call", { name: "echo", arguments: { message: `${index}` } }, { id: 1 }),
    ),
  );
  expect(answers.map(({ message }) => message.result.structuredContent.message)).toEqual(
    Array.from({ length: 20 }, (_, index) => `${index}`),
  );
});

test("completes arguments of prompts and variables of templates", async () => {
  await using server = await startMcp();
  const complete = async (ref: object, name: string, value: string) =>
    (await ask(server.url, "completion/complete", { ref, argument: { name, value } })).message.result.completion;
  expect(await complete({ type: "ref/resource", uri: "test://items/{id}" }, "id", "t")).toMatchObject({
    values: ["two"],
    total: 1,
    hasMore: false,
  });
  expect(await complete({ type: "ref/prompt", name: "greet" }, "name", "")).toMatchObject({ values: ["Ada"] });
  expect(await complete({ type: "ref/prompt", name: "greet" }, "other", "")).toMatchObject({ values: [] });
});

test("both eras are told apart on one endpoint at the same time", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url);
  const old = await client.post({ jsonrpc: "2.0", id: 1, method: "tools/list", params: {} });
  const fresh = await ask(server.url, "tools/list");
  expect(parse(old).result.resultType).toBeUndefined();
  expect(fresh.message.result.resultType).toBe("complete");
  expect(fresh.message.result.tools).toEqual(parse(old).result.tools);
});
