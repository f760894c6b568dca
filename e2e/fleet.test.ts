// @needs postgresql redis-server
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startRedis, type TestRedis } from "@mcp-tools/bus/testing";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { SSEClientTransport } from "@modelcontextprotocol/sdk/client/sse.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import {
  type CallToolResult,
  ElicitRequestSchema,
  ToolListChangedNotificationSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { App } from "./harness/app.ts";
import { openCluster } from "./harness/cluster.ts";
import { type EventStream, openEventStream } from "./harness/event-stream.ts";
import { messagesOf, openLegacySession } from "./harness/legacy-session.ts";
import { send } from "./harness/http.ts";
import { toCall, toRequest } from "./harness/json-rpc.ts";
import { openLab } from "./harness/lab.ts";
import { becomeOwner } from "./harness/sign-in.ts";
import { until, within } from "./harness/until.ts";

const lab = openLab();
let redis: TestRedis;
let env: Record<string, string>;
let one: App;
let two: App;

beforeAll(async () => {
  const cluster = await openCluster(lab);
  redis = await startRedis();
  env = {
    DATABASE_URL: await cluster.createDatabase(),
    REDIS_URL: redis.url,
    SECRET_KEY: "the same on every replica of the fleet",
    TOOL_PACKS: "time,conformance",
    TOOLS_DIR: join(import.meta.dirname, "tools"),
  };
  one = await lab.start("mcp-sse", { env });
  two = await lab.start("mcp-sse", { env });
});
afterAll(async () => {
  await lab.close();
  await redis.kill();
});

/** An unmodified client whose requests go to the replicas in turn, as a balancer without stickiness sends them. */
async function connect(
  answer?: (message: string) => Record<string, string>,
): Promise<{ client: Client; replicas: Set<string> }> {
  const replicas = new Set<string>();
  let turn = 0;
  const fetchInTurn = (input: string | URL, init?: RequestInit) => {
    const url = new URL(input);
    url.port = new URL([one, two][turn++ % 2]?.url() ?? "").port;
    replicas.add(url.port);
    return fetch(url, init);
  };
  const client = new Client(
    { name: "e2e", version: "1" },
    { capabilities: answer === undefined ? {} : { elicitation: {} } },
  );
  if (answer !== undefined)
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => ({
      action: "accept",
      content: answer(params.message),
    }));
  await client.connect(new StreamableHTTPClientTransport(new URL(`${one.url()}/mcp`), { fetch: fetchInTurn }));
  onTestFinished(() => client.close());
  return { client, replicas };
}

/** What a client comes back with: the id of the event it got first. */
const firstId = async ({ frames }: EventStream) =>
  (await until("there is an event", () => frames.find(({ id }) => id !== undefined))).id ?? "";

const textOf = (result: unknown) => JSON.stringify((result as CallToolResult).content);

test("a session is served by every replica, whichever was asked first", async () => {
  const { client, replicas } = await connect();
  for (let index = 0; index < 6; index++) {
    expect((await client.listTools()).tools.length).toBeGreaterThan(10);
    const result = await client.callTool({ name: "get_current_time", arguments: { timezone: "UTC" } });
    expect(result.isError ?? false).toBe(false);
  }
  expect(replicas.size).toBe(2);
});

test("questions of one session, two at a time, are answered through the other replica, each by its own answer", async () => {
  const { client } = await connect((message) => ({ username: `for ${message}`, email: "e2e@example.com" }));
  const results = await Promise.all(
    ["first", "second", "third", "fourth"].map((message) =>
      client.callTool({ name: "test_elicitation", arguments: { message } }),
    ),
  );
  for (const [index, message] of ["first", "second", "third", "fourth"].entries())
    expect(textOf(results[index])).toContain(message);
});

test("progress and the result of a slow call arrive, wherever its request went", async () => {
  const { client } = await connect();
  for (let round = 0; round < 2; round++) {
    const seen: number[] = [];
    await client.callTool({ name: "test_tool_with_progress", arguments: {} }, undefined, {
      onprogress: ({ progress }) => seen.push(progress),
    });
    expect(seen).toEqual([0, 50, 100]);
  }
});

test("a call is cancelled through the other replica", async () => {
  const session = await openLegacySession(one.url(), "2025-11-25");
  const stream = await session.stream(toCall(7, "slow", { ms: 20_000 }));
  await sleep(200);
  const started = performance.now();
  const cancel = { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 7, reason: "no need" } };
  const { headers } = session;
  expect((await send(`${two.url()}/mcp`, { method: "POST", headers, body: cancel })).status).toBe(202);
  await stream.ended(5_000);
  expect(performance.now() - started).toBeLessThan(5_000);
});

test("a stream that was cut goes on at the other replica, while the first one still works on it", async () => {
  const session = await openLegacySession(one.url(), "2025-11-25");
  const first = await session.stream(toCall(8, "slow", { ms: 1_500 }));
  const lastEventId = await firstId(first);
  first.cut();
  const second = await openEventStream(`${two.url()}/mcp`, {
    headers: { ...session.headers, accept: "text/event-stream", "last-event-id": lastEventId },
  });
  expect(await second.message("the answer", ({ id }) => id === 8)).toMatchObject({
    result: { content: expect.anything() },
  });
});

test("a change that one replica hears of reaches a client that reads its stream from the other", async () => {
  const { client } = await connect();
  const heard = new Promise<void>((resolve) =>
    client.setNotificationHandler(ToolListChangedNotificationSchema, () => resolve()),
  );
  await sleep(300);
  for (const app of [one, two]) {
    const session = await openLegacySession(app.url(), "2025-11-25");
    messagesOf(await session.post(toCall(9, "test_trigger_tool_change")));
  }
  await within(5_000, "the client is told", heard);
});

test("the newest reader of a session's own stream wins, on whichever replica it is", async () => {
  const session = await openLegacySession(one.url(), "2025-11-25");
  const old = await session.get();
  await sleep(100);
  const next = await openEventStream(`${two.url()}/mcp`, {
    headers: { ...session.headers, accept: "text/event-stream" },
  });
  await old.ended(5_000);
  next.cut();
});

test("a session that ends on one replica is over on the other", async () => {
  const session = await openLegacySession(one.url(), "2025-11-25");
  const list = toRequest(1, "tools/list");
  const elsewhere = () => send(`${two.url()}/mcp`, { method: "POST", headers: session.headers, body: list });
  expect((await elsewhere()).status).toBe(200);
  expect((await session.delete()).status).toBe(200);
  expect((await elsewhere()).status).toBe(404);
});

/** A call that a replica works on when it is killed, and the rest of its stream from another one. */
async function killUnder(tool: string, ms: number) {
  const doomed = await lab.start("mcp-sse", { env });
  const session = await openLegacySession(doomed.url(), "2025-11-25");
  const mark = lab.path(`mark-${tool}`);
  const first = await session.stream(toCall(10, tool, { ms, mark }));
  const lastEventId = await firstId(first);
  // Long enough for others to know of it.
  await sleep(700);
  doomed.kill("SIGKILL");
  await doomed.ended;
  const rest = await openEventStream(`${one.url()}/mcp`, {
    headers: { ...session.headers, accept: "text/event-stream", "last-event-id": lastEventId },
  });
  return { session, rest, marks: () => readFileSync(mark, "utf8").trim().split("\n") };
}

test("a killed replica leaves an error in place of its answer, and a record that nobody knows how it ended; the session goes on", async () => {
  const admin = await lab.start("admin", { env });
  const { session, rest, marks } = await killUnder("slow_write", 60_000);
  expect(await rest.message("an answer to the lost call", ({ id }) => id === 10, 25_000)).toMatchObject({
    error: { code: -32603, message: expect.stringContaining("lost") },
  });
  await rest.ended(5_000);
  const list = { method: "POST", headers: session.headers, body: toRequest(11, "tools/list") };
  expect((await send(`${two.url()}/mcp`, list)).status).toBe(200);
  expect(marks()).toEqual(["started"]);
  const { headers } = await becomeOwner(admin);
  const rows = async () => {
    const { text } = await send(`${admin.url("admin")}/api/calls?tool=slow_write&limit=10`, { headers });
    return (JSON.parse(text) as { calls: { outcome: string; argumentsPreview: string; transport: string }[] }).calls;
  };
  await until("the audit has the lost call", async () => (await rows()).length > 0, { timeoutMs: 40_000 });
  expect(await rows()).toMatchObject([
    { outcome: "unknown", transport: "http", argumentsPreview: expect.stringContaining("60000") },
  ]);
  admin.kill("SIGTERM");
  await admin.ended;
});

test("a call that only reads is run again by the replica where its client waits", async () => {
  const { rest, marks } = await killUnder("slow", 3_000);
  const answer = await rest.message("the answer to the lost call", ({ id }) => id === 10, 25_000);
  expect(textOf(answer.result)).toContain("waited 3000 ms");
  await rest.ended(5_000);
  expect(marks()).toEqual(["started", "started", "done"]);
});

test("HTTP+SSE of 2024-11-05: the stream is at one replica, the messages come to either", async () => {
  let turn = 0;
  const posted = new Set<string>();
  const transport = new SSEClientTransport(new URL(`${one.url()}/sse`), {
    fetch(input, init) {
      const url = new URL(input);
      if (init?.method === "POST") {
        url.port = new URL([two, one][turn++ % 2]?.url() ?? "").port;
        posted.add(url.port);
      }
      return fetch(url, init);
    },
  });
  const client = new Client({ name: "e2e", version: "1" }, { capabilities: { elicitation: {} } });
  client.setRequestHandler(ElicitRequestSchema, () => ({
    action: "accept",
    content: { username: "ada", email: "ada@example.com" },
  }));
  await client.connect(transport);
  onTestFinished(() => client.close());
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      client.callTool({ name: "late_read", arguments: { message: `call ${index}` } }),
    ),
  );
  expect(answers.map((answer) => (answer as CallToolResult).content[0])).toMatchObject(
    Array.from({ length: 40 }, (_, index) => ({ text: `call ${index}` })),
  );
  const asked = client.callTool({ name: "test_elicitation", arguments: { message: "who?" } });
  expect(((await asked) as CallToolResult).content[0]).toMatchObject({ text: expect.stringContaining("ada") });
  expect(posted.size).toBe(2);
});

test("Redis restarted: not ready and clear errors meanwhile, no process ends, and new sessions work at once", async () => {
  const session = await openLegacySession(one.url(), "2025-11-25");
  await redis.kill();
  try {
    await until("the replica is not ready", async () => (await send(`${one.url()}/ready`)).status === 503);
    const answer = await session.post(toRequest(1, "tools/list"));
    expect(answer.status).toBeGreaterThanOrEqual(500);
    expect(answer.text).toMatch(/Redis/);
    expect((await send(`${one.url()}/health`)).status).toBe(200);
  } finally {
    await redis.start();
  }
  for (const app of [one, two])
    await until("the replica is ready", async () => (await send(`${app.url()}/ready`)).status === 200);
  // It kept nothing, so neither are there the sessions of before; a client begins again, as the specification says.
  expect((await session.post(toRequest(2, "tools/list"))).status).toBe(404);
  const { client } = await connect();
  expect((await client.listTools()).tools.length).toBeGreaterThan(10);
  expect([one.hasEnded(), two.hasEnded()]).toEqual([false, false]);
});
