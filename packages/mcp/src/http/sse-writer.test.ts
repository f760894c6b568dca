import { expect, test } from "vitest";
import { openStream, send } from "../testing/send.ts";
import { callTool, initialize, openSession, textOf } from "../testing/speak.ts";
import { startMcp } from "../testing/start-mcp.ts";

const MEGABYTE = 1_000_000;
const JSON_TYPE = { "content-type": "application/json" };

test("a client that never reads is cut off, and its calls are given up", async () => {
  await using server = await startMcp({ resultBytesMax: 2 * MEGABYTE });
  const stream = await openStream(`${server.url}/sse`);
  await stream.next();
  const endpoint = `${server.url}${stream.events[0]?.data}`;
  const post = (body: unknown) => send(endpoint, { method: "POST", headers: JSON_TYPE, body });
  await post(initialize());
  await post(callTool("open", "wait"));
  const waiting = await server.started("");
  stream.pause();
  let calls = 0;
  while (server.open["sse"] === 1 && calls < 100) await post(callTool(calls++, "large", { characters: MEGABYTE }));
  expect(calls).toBeGreaterThan(10);
  expect(calls).toBeLessThan(60);
  await expect.poll(() => waiting.ctx.signal.aborted).toBe(true);
  await expect.poll(() => server.exchanges()).toBe(0);
});

test("a result larger than what may be left unread reaches a client that reads", async () => {
  await using server = await startMcp({ resultBytesMax: 40 * MEGABYTE });
  const client = await openSession(server.url);
  const stream = await client.stream(callTool(1, "wait"));
  (await server.started("")).finish("x".repeat(20 * MEGABYTE));
  const answer = await stream.next(({ result }) => result !== undefined);
  expect(textOf(answer)).toHaveLength(20 * MEGABYTE);
  await stream.ended;
});
