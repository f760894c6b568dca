import { expect, test } from "vitest";
import { openStream, send, type Message, type OpenStream } from "../testing/send.ts";
import { callTool, initialize } from "../testing/speak.ts";
import { createFakeState } from "../testing/fake-state.ts";
import { startMcp, type TestServer } from "../testing/start-mcp.ts";

const JSON_TYPE = { "content-type": "application/json" };

/** Two processes on one bus, as Redis makes them, and a stream that the first one holds. */
async function openFleet(headers: Record<string, string> = {}) {
  const { bus, ...rest } = createFakeState();
  const state = { ...rest, bus: { ...bus, kind: "redis" as const } };
  const one = await startMcp({ state });
  const two = await startMcp({ state });
  const stream = await openStream(`${one.url}/sse`, { headers: { accept: "text/event-stream", ...headers } });
  await stream.next((_message, { event }) => event === "endpoint");
  const path = String(stream.events[0]?.data);
  const post = ({ url }: TestServer, body: unknown, more: Record<string, string> = {}) =>
    send(`${url}${path}`, { method: "POST", headers: { ...JSON_TYPE, ...headers, ...more }, body });
  return {
    one,
    two,
    stream,
    post,
    async [Symbol.asyncDispose]() {
      await one[Symbol.asyncDispose]();
      await two[Symbol.asyncDispose]();
    },
  };
}

async function answer(stream: OpenStream, id: string | number): Promise<Message> {
  const find = () => stream.messages().find((message) => message.id === id && message.method === undefined);
  await expect.poll(find).toBeDefined();
  return find() as Message;
}

test("whichever process a message is posted to, it is accepted and answered on the stream", async () => {
  await using fleet = await openFleet();
  const { one, two, stream, post } = fleet;
  expect((await post(two, initialize({ version: "2024-11-05" }))).status).toBe(202);
  await answer(stream, "init");
  expect((await post(one, { jsonrpc: "2.0", method: "notifications/initialized" })).status).toBe(202);
  for (let id = 1; id <= 6; id++) {
    const received = await post(id % 2 === 0 ? one : two, callTool(id, "echo", { message: `m${id}` }));
    expect(received.status).toBe(202);
  }
  for (let id = 1; id <= 6; id++)
    expect((await answer(stream, id)).result.structuredContent).toEqual({ message: `m${id}` });
  expect(one.tools.rows).toHaveLength(6);
  expect(two.tools.rows).toHaveLength(0);
});

test("a refusal of the process that holds the stream is the answer of the one that was asked", async () => {
  await using fleet = await openFleet();
  const received = await fleet.post(fleet.two, { hello: "world" });
  expect(received.status).toBe(400);
  expect(received.text).toContain("not a JSON-RPC message");
});

test("somebody else's stream is not found, through whichever process", async () => {
  await using fleet = await openFleet({ "x-principal": "ada" });
  for (const server of [fleet.one, fleet.two])
    expect((await fleet.post(server, initialize(), { "x-principal": "eve" })).status).toBe(404);
  expect(fleet.stream.messages()).toEqual([]);
});

test("a stream that nobody holds is not found, after a moment", { timeout: 10_000 }, async () => {
  await using fleet = await openFleet();
  const started = performance.now();
  const received = await send(`${fleet.two.url}/messages?sessionId=gone`, {
    method: "POST",
    headers: JSON_TYPE,
    body: initialize(),
  });
  expect(received.status).toBe(404);
  expect(performance.now() - started).toBeLessThan(4_000);
});
