import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EventStream, openEventStream } from "./harness/event-stream.ts";
import { send } from "./harness/http.ts";
import { initialized, type Message, textOf, toCall, toInitialize, toRequest } from "./harness/json-rpc.ts";
import { openLab } from "./harness/lab.ts";
import { type LegacySession, messagesOf, openLegacySession } from "./harness/legacy-session.ts";
import { speakStdio } from "./harness/stdio-lines.ts";
import { until } from "./harness/until.ts";

const env = { TOOL_PACKS: "time,conformance", TOOLS_DIR: join(import.meta.dirname, "tools") };
const accept = { accept: "application/json, text/event-stream" };
const lab = openLab();
let url: string;
let dataDir: string;

beforeAll(async () => {
  const app = await lab.start("mcp-sse", { env });
  url = app.url();
  dataDir = app.dataDir;
});
afterAll(() => lab.close());

const batchOf = (...messages: Message[]) => messages;
const errorOf = ({ status, text }: { status: number; text: string }) => ({
  status,
  ...(JSON.parse(text) as Message).error,
});

describe("2024-11-05 over HTTP+SSE", () => {
  let stream: EventStream;
  let endpoint: string;
  const post = (body: unknown, headers = {}) => send(endpoint, { method: "POST", headers, body: body as object });

  beforeAll(async () => {
    stream = await openEventStream(`${url}/sse`);
    const first = await until("the endpoint is announced", () => stream.frames[0]);
    expect(first.event).toBe("endpoint");
    endpoint = new URL(first.data ?? "", url).href;
  });
  afterAll(() => stream.cut());

  test("the stream says that nothing on the way may hold it back", () => {
    expect(stream.status).toBe(200);
    expect(stream.headers).toMatchObject({
      "content-type": "text/event-stream",
      "x-accel-buffering": "no",
      "cache-control": expect.stringContaining("no-cache"),
    });
    expect(endpoint).toMatch(/\/messages\?sessionId=[\w-]{20,}$/);
  });

  test("a POST is accepted, and answered on the stream in the revision that was asked for", async () => {
    expect(await post(toInitialize("2024-11-05"))).toMatchObject({ status: 202 });
    const answer = await stream.message("initialize is answered", ({ id }) => id === "init");
    expect(answer.result).toMatchObject({ protocolVersion: "2024-11-05", serverInfo: { name: "mcp-tools" } });
    expect(await post(initialized)).toMatchObject({ status: 202 });
    await post(toCall(1, "echo", { message: "hello" }));
    expect(textOf(await stream.message("the call is answered", ({ id }) => id === 1))).toBe('{"message":"hello"}');
  });

  test("every event is a message, without ids, and no frame is empty", () => {
    const events = stream.frames.filter(({ comment }) => comment === undefined);
    expect(events.slice(1).map(({ event }) => event)).toEqual(events.slice(1).map(() => "message"));
    expect(events.filter(({ id, data }) => id !== undefined || data === "")).toEqual([]);
  });

  test.for([
    { name: "a batch", body: batchOf(toCall(2, "echo"), toCall(3, "echo")), status: 400 },
    { name: "no JSON-RPC", body: { hello: "world" }, status: 400 },
    { name: "no JSON", body: "{", headers: { "content-type": "application/json" }, status: 400 },
    { name: "another content type", body: "{}", headers: { "content-type": "text/plain" }, status: 415 },
  ])("$name is refused with $status", async ({ body, headers, status }) => {
    const answer = await post(body, headers);
    expect(answer.status).toBe(status);
    expect((JSON.parse(answer.text) as Message).error?.message).not.toBe("");
  });

  test.for([
    { query: "?sessionId=unknown", status: 404 },
    { query: "", status: 400 },
  ])("POST /messages$query is answered with $status", async ({ query, status }) => {
    const answer = await send(`${url}/messages${query}`, { method: "POST", body: toRequest(9, "ping") });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toMatchObject({ id: 9, error: { code: expect.any(Number) } });
  });

  test("its session ends with its stream", async () => {
    const other = await openEventStream(`${url}/sse`);
    const frame = await until("the endpoint is announced", () => other.frames[0]);
    other.cut();
    const address = new URL(frame.data ?? "", url).href;
    await until(
      "the session is gone",
      async () => (await send(address, { method: "POST", body: toRequest(1, "ping") })).status === 404,
    );
  });
});

describe.each(["2025-03-26", "2025-06-18", "2025-11-25"])("%s with sessions", (version) => {
  const mayBatch = version === "2025-03-26";
  const isPrimed = version === "2025-11-25";
  let session: LegacySession;

  beforeAll(async () => {
    session = await openLegacySession(url, version);
  });

  test("the revision is echoed, and the session has an id that cannot be guessed", () => {
    expect(session.result).toMatchObject({ protocolVersion: version, capabilities: { tools: {} } });
    expect(session.id).toMatch(/^[\x21-\x7e]{22,}$/);
  });

  test("a call is answered", async () => {
    const [answer] = messagesOf(await session.post(toCall(1, "echo", { message: "hello" })));
    expect(textOf(answer ?? fail())).toBe('{"message":"hello"}');
  });

  test(`a batch is ${mayBatch ? "answered as a batch" : "refused"}`, async () => {
    const answer = await session.post(
      batchOf(toCall("a", "echo", { message: "1" }), toRequest("b", "ping"), {
        jsonrpc: "2.0",
        method: "notifications/roots/list_changed",
      }),
    );
    if (!mayBatch) return expect(errorOf(answer)).toMatchObject({ status: 400, code: -32_600 });
    expect(
      messagesOf(answer)
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(["a", "b"]);
    const inside = await session.post(batchOf(toInitialize(version), toRequest("c", "ping")));
    expect(errorOf(inside)).toMatchObject({ status: 400, code: -32_600 });
    expect(await session.post(batchOf(initialized))).toMatchObject({ status: 202, text: "" });
  });

  test(`a stream begins ${isPrimed ? "with a priming frame" : "with its first message, since older clients crash on an empty one"}`, async () => {
    const stream = await session.stream(toCall(2, "test_tool_with_logging"));
    await stream.message("the call is answered", ({ id }) => id === 2);
    await stream.ended();
    const frames = stream.frames.filter(({ comment }) => comment === undefined);
    if (isPrimed)
      expect(frames.shift()).toEqual({
        id: expect.stringMatching(/\/1$/),
        retry: expect.stringMatching(/^\d+$/),
        data: "",
      });
    expect(frames.every(({ id, data }) => id !== undefined && data !== undefined && data !== "")).toBe(true);
    expect(stream.messages().map(({ method }) => method)).toEqual([
      ...Array.from({ length: 3 }, () => "notifications/message"),
      undefined,
    ]);
    expect(new Set(frames.map(({ id }) => id)).size).toBe(4);
  });

  test("the GET stream carries what belongs to no request, and no answers", async () => {
    const stream = await session.get();
    expect(stream).toMatchObject({
      status: 200,
      headers: { "content-type": "text/event-stream", "x-accel-buffering": "no" },
    });
    await session.post(toCall(3, "test_trigger_tool_change"));
    await stream.message("the change is announced", ({ method }) => method === "notifications/tools/list_changed");
    const empty = stream.frames.filter(({ data }) => data === "");
    expect(empty).toHaveLength(isPrimed ? 1 : 0);
    expect(stream.messages().filter((message) => "result" in message)).toEqual([]);
    stream.cut();
  });

  test("a newer GET stream takes over from an older one", async () => {
    const older = await session.get();
    const newer = await session.get();
    await older.ended();
    await session.post(toCall(4, "test_trigger_tool_change"));
    await newer.message("the change is announced", ({ method }) => method === "notifications/tools/list_changed");
    newer.cut();
  });

  test("what was missed of a cut stream is had by coming back with Last-Event-ID", async () => {
    const stream = await session.stream(toCall(5, "test_tool_with_logging"));
    const first = await until("something came", () => stream.frames.find(({ data }) => data));
    stream.cut();
    const resumed = await session.get({ "last-event-id": first.id ?? "" });
    expect(resumed.status).toBe(200);
    expect(textOf(await resumed.message("the call is answered", ({ id }) => id === 5))).toBe("Messages logged.");
    await resumed.ended();
    expect(resumed.messages().map(({ params }) => params?.["data"])).toEqual([
      "Tool processing data",
      "Tool execution completed",
      undefined,
    ]);
  });

  test("messages missed on the GET stream are replayed, once each", async () => {
    const stream = await session.get();
    await session.post(toCall(7, "test_trigger_tool_change"));
    const last = await until(
      "the change is announced",
      () => stream.frames.find(({ data }) => data?.includes("tools/list_changed"))?.id,
    );
    stream.cut();
    await session.post(toCall(8, "test_trigger_prompt_change"));
    const resumed = await session.get({ "last-event-id": last });
    await resumed.message(
      "what was missed is replayed",
      ({ method }) => method === "notifications/prompts/list_changed",
    );
    await session.post(toCall(9, "test_trigger_tool_change"));
    await resumed.message("the stream goes on", ({ method }) => method === "notifications/tools/list_changed");
    expect(resumed.messages()).toHaveLength(2);
    resumed.cut();
  });

  test("an event id of another session is worth nothing", async () => {
    const stranger = await openLegacySession(url, "2025-11-25");
    const stream = await stranger.stream(toCall(1, "test_tool_with_logging"));
    await stream.ended();
    const stolen = await session.get({ "last-event-id": stream.frames[0]?.id ?? "" });
    expect(stolen.status).toBe(400);
    const garbage = await session.get({ "last-event-id": "not an id" });
    expect(garbage.status).toBe(400);
    await stranger.delete();
  });

  test.for([
    { name: "an unknown revision in the header", headers: { "mcp-protocol-version": "1999-01-01" }, status: 400 },
    { name: "an Accept without event streams", headers: { accept: "application/json" }, status: 406 },
    { name: "another content type", headers: { "content-type": "text/plain" }, status: 415 },
    { name: "an unknown session", headers: { "mcp-session-id": "unknown" }, status: 404 },
    { name: "no session", headers: { "mcp-session-id": "" }, status: 400 },
  ])("$name is refused with $status", async ({ headers, status }) => {
    expect(errorOf(await session.post(toRequest(10, "ping"), headers))).toMatchObject({
      status,
      code: expect.any(Number),
    });
  });

  test("GET and DELETE have rules of their own", async () => {
    expect((await session.get({ accept: "application/json" })).status).toBe(406);
    expect((await session.get({ "mcp-session-id": "unknown" })).status).toBe(404);
    expect(await send(`${url}/mcp`, { headers: accept })).toMatchObject({ status: 400 });
    expect(await send(`${url}/mcp`, { method: "DELETE" })).toMatchObject({ status: 400 });
    expect(await send(`${url}/mcp`, { method: "PUT", headers: session.headers })).toMatchObject({
      status: 405,
      headers: { allow: expect.stringContaining("POST") },
    });
  });

  test("a second initialize within the session is refused", async () => {
    expect(errorOf(await session.post(toInitialize(version)))).toMatchObject({ status: 400, code: -32_600 });
  });

  test("a request id that is still in use is refused, and the first call is answered", async () => {
    const slow = session.post(toCall("same", "slow", { ms: 400 }));
    await until("the id is in use", async () => (await session.post(toRequest("same", "ping"))).status === 400);
    expect(textOf(messagesOf(await slow).at(-1) ?? fail())).toBe("waited 400 ms");
  });

  test("an unknown method is answered with -32601", async () => {
    const [answer] = messagesOf(await session.post(toRequest(11, "no/such/method")));
    expect(answer).toMatchObject({ id: 11, error: { code: -32_601 } });
  });

  test("DELETE ends the session, and with it the GET stream", async () => {
    const ending = await openLegacySession(url, version);
    const stream = await ending.get();
    expect(await ending.delete()).toMatchObject({ status: 200 });
    expect(errorOf(await ending.post(toRequest(1, "ping")))).toMatchObject({ status: 404 });
    expect(await ending.delete()).toMatchObject({ status: 404 });
    await stream.ended();
  });
});

test("SEP-1699: a 2025-11-25 client is let go in the middle of a call and finds the answer when it comes back", async () => {
  const session = await openLegacySession(url, "2025-11-25");
  const stream = await session.stream(toCall(1, "test_reconnection"));
  await stream.ended();
  expect(stream.messages()).toEqual([]);
  const resumed = await session.get({ "last-event-id": stream.frames[0]?.id ?? "" });
  expect(textOf(await resumed.message("the call is answered", ({ id }) => id === 1))).toContain("Finished");
});

test("a call goes on without its client, and is not run again for the one who comes back", async () => {
  const session = await openLegacySession(url, "2025-11-25");
  const mark = lab.path("mark");
  const stream = await session.stream(toCall(1, "slow", { ms: 600, mark }));
  const { id = "" } = await until("the stream is primed", () => stream.frames[0]);
  stream.cut();
  for (const time of ["as it comes", "again"]) {
    const resumed = await session.get({ "last-event-id": id });
    expect(textOf(await resumed.message(`the answer is had ${time}`, (message) => message.id === 1))).toBe(
      "waited 600 ms",
    );
    await resumed.ended();
  }
  expect(readFileSync(mark, "utf8")).toBe("started\ndone\n");
});

test.for(["2026-07-28", "2099-01-01", "nonsense"])(
  "initialize with %s is answered with the newest revision that has one",
  async (version) => {
    const session = await openLegacySession(url, version);
    expect(session.result["protocolVersion"]).toBe("2025-11-25");
    await session.delete();
  },
);

describe.each(["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"])("%s over stdio", (version) => {
  test("is echoed, and takes a batch where it has batches", async () => {
    const app = lab.spawn("mcp-stdio", { dataDir, env });
    const stdio = speakStdio(app);
    expect((await stdio.initialize(version)).result).toMatchObject({ protocolVersion: version });
    expect(textOf(await stdio.call("echo", { message: "hello" }))).toBe('{"message":"hello"}');
    stdio.write([toCall("a", "echo", { message: "1" }), toRequest("b", "ping")]);
    const answered = () => stdio.messages().map(({ id }) => id);
    if (version === "2025-03-26")
      await until("both are answered", () => answered().includes("a") && answered().includes("b"));
    expect((await stdio.request("ping")).result).toEqual({});
    stdio.end();
    expect(await app.ended).toEqual({ code: 0, signal: null });
  });
});

function fail(): never {
  throw new Error("There is no answer");
}
