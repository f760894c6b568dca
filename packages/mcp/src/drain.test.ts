import { expect, test } from "vitest";
import { openStream, send } from "./testing/send.ts";
import { callTool, cancel, initialize, modern, openSession, parse, textOf } from "./testing/speak.ts";
import { startMcp } from "./testing/start-mcp.ts";

const POST = {
  method: "POST",
  headers: { accept: "application/json, text/event-stream", "content-type": "application/json" },
};

test("drains at once when nothing is in flight, and ends every idle stream", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url);
  const standalone = await client.get();
  const sse = await openStream(`${server.url}/sse`);
  const listening = await openStream(
    `${server.url}/mcp`,
    modern("subscriptions/listen", { notifications: { toolsListChanged: true } }, { id: "l" }),
  );
  await listening.next();
  const started = performance.now();
  await server.mcp.drain(5_000);
  expect(performance.now() - started).toBeLessThan(1_000);
  await Promise.all([standalone.ended, sse.ended, listening.ended]);
  expect(listening.messages().at(-1)).toMatchObject({
    id: "l",
    result: { resultType: "complete", _meta: { "io.modelcontextprotocol/subscriptionId": "l" } },
  });
});

test("refuses new work while it drains, each with its id and when to come back", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url);
  await server.mcp.drain(10);
  const refused = [
    await send(`${server.url}/mcp`, modern("tools/list", {}, { id: 5 })),
    await client.post(callTool(5, "echo")),
    await send(`${server.url}/mcp`, { ...POST, body: { ...initialize(), id: 5 } }),
  ];
  for (const answer of refused) {
    expect(answer).toMatchObject({ status: 503, headers: { "retry-after": "1" } });
    expect(parse(answer)).toMatchObject({ id: 5, error: { message: expect.stringContaining("shutting down") } });
  }
  expect((await send(`${server.url}/sse`)).status).toBe(503);
  expect((await client.get()).status).toBe(503);
});

test.for(["modern", "legacy"])("lets a %s call in flight finish", async (era) => {
  await using server = await startMcp();
  const client = await openSession(server.url);
  const answer =
    era === "legacy"
      ? client.post(callTool(1, "wait"))
      : send(`${server.url}/mcp`, modern("tools/call", { name: "wait", arguments: {} }));
  const call = await server.started("");
  let drained = false;
  const draining = server.mcp.drain(5_000).then(() => (drained = true));
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(drained).toBe(false);
  call.finish("in time");
  expect((await answer).text).toContain("in time");
  await draining;
});

test("waits no longer than it may", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url);
  const stream = client.stream(callTool(1, "wait"));
  await server.started("");
  const started = performance.now();
  await server.mcp.drain(100);
  expect(performance.now() - started).toBeGreaterThanOrEqual(95);
  await stream;
});

test("takes the answer that a call in flight waits for", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url, { capabilities: { elicitation: {} } });
  const stream = await client.stream(callTool(1, "ask"));
  const { id } = await stream.next(({ method }) => method === "elicitation/create");
  const draining = server.mcp.drain(5_000);
  expect(
    (await client.post({ jsonrpc: "2.0", id, result: { action: "accept", content: { name: "Ada" } } })).status,
  ).toBe(202);
  expect(textOf(await stream.next(({ result }) => result !== undefined))).toBe("hello Ada");
  await draining;
});

test("takes a cancellation, and then has nothing left to wait for", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url);
  const stream = await client.stream(callTool(1, "wait"));
  await server.started("");
  const draining = server.mcp.drain(60_000);
  expect((await client.post(cancel(1))).status).toBe(202);
  await draining;
  await stream.ended;
});

test("an SSE stream ends with the last answer it waits for; new calls on it are refused", async () => {
  await using server = await startMcp();
  const stream = await openStream(`${server.url}/sse`);
  await stream.next(() => true);
  const endpoint = `${server.url}${stream.events[0]?.data}`;
  await send(endpoint, { ...POST, body: initialize() });
  await send(endpoint, { ...POST, body: callTool(1, "wait") });
  const call = await server.started("");
  const draining = server.mcp.drain(5_000);
  const refused = await send(endpoint, { ...POST, body: callTool(2, "echo") });
  expect(refused.status).toBe(503);
  expect(parse(refused)).toMatchObject({ id: 2 });
  call.finish("last");
  await draining;
  await stream.ended;
  expect(textOf(stream.messages().at(-1) ?? {})).toBe("last");
});
