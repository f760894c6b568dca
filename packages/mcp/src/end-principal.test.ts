import { expect, test } from "vitest";
import { openStream, send } from "./testing/send.ts";
import { callTool, initialize, modern, openSession, parse } from "./testing/speak.ts";
import { startMcp, type TestServer } from "./testing/start-mcp.ts";
import { createTestPolicy } from "./testing/test-policy.ts";

const JSON_TYPE = { "content-type": "application/json" };

/** One of everything that a principal can have open. */
async function openAll(server: TestServer, id: string) {
  const headers = { "x-principal": id };
  const sse = await openStream(`${server.url}/sse`, { headers });
  await sse.next((_message, { event }) => event === "endpoint");
  const post = (body: unknown) =>
    send(`${server.url}${sse.events[0]?.data}`, { method: "POST", headers: { ...JSON_TYPE, ...headers }, body });
  await post(initialize({ version: "2024-11-05" }));
  await post(callTool("call", "wait", { key: `${id}-sse` }));

  const session = await openSession(server.url, { headers });
  const standalone = await session.get();
  const legacy = await session.stream(callTool(1, "wait", { key: `${id}-legacy` }));

  const listening = await openStream(
    `${server.url}/mcp`,
    modern("subscriptions/listen", { notifications: { toolsListChanged: true } }, { headers }),
  );
  await listening.next();
  const call = (key: string) =>
    modern("tools/call", { name: "wait", arguments: { key } }, { headers, meta: { progressToken: 1 } });
  const streaming = openStream(`${server.url}/mcp`, call(`${id}-streaming`));
  const quiet = send(`${server.url}/mcp`, call(`${id}-quiet`));

  const calls = await Promise.all(["sse", "legacy", "streaming", "quiet"].map((way) => server.started(`${id}-${way}`)));
  calls[2]?.ctx.progress(1);
  const progressing = await streaming;
  await progressing.next();
  return { session, quiet, calls, streams: { sse, standalone, legacy, listening, progressing } };
}

test("everything that a principal has open ends at once, and nobody else's", async () => {
  const policy = createTestPolicy();
  await using server = await startMcp({ governed: { policy: policy.policy } });
  const eve = await openAll(server, "eve");
  const ada = await openAll(server, "ada");
  // It is cut with the server at the end of the test.
  ada.quiet.catch(() => {});
  expect(server.open).toEqual({ http: 2, sse: 2, listen: 2 });

  policy.revoke("eve");
  server.mcp.endPrincipal("eve");

  const ended = Object.values(eve.streams).map((stream) => stream.ended.catch(() => {}));
  const refused = await eve.quiet;
  await Promise.all(ended);
  expect(refused.status).toBe(401);
  expect(refused.headers["www-authenticate"]).toBe('Bearer error="invalid_token"');
  expect(parse(refused).error?.message).toContain("revoked");
  await expect.poll(() => eve.calls.map(({ ctx }) => ctx.signal.aborted)).toEqual([true, true, true, true]);
  await expect.poll(() => server.open).toEqual({ http: 1, sse: 1, listen: 1 });
  await expect
    .poll(() => server.tools.rows.map(({ principalId, outcome }) => [principalId, outcome]))
    .toEqual(Array.from({ length: 4 }, () => ["eve", "cancelled"]));
  expect(server.state.sessions.records.has(eve.session.sessionId)).toBe(false);
  expect((await eve.session.post({ jsonrpc: "2.0", id: 9, method: "ping" })).status).toBe(404);

  expect(ada.calls.some(({ ctx }) => ctx.signal.aborted)).toBe(false);
  server.tools.toolbox.registry.removePack("test");
  for (const { listening, standalone, sse } of [ada.streams])
    for (const stream of [listening, standalone, sse])
      await stream.next(({ method }) => method === "notifications/tools/list_changed");
  expect(server.errors).toEqual([]);
});

test("a request that was let in before the end is not run after it", async () => {
  const policy = createTestPolicy();
  await using server = await startMcp({ governed: { policy: policy.policy } });
  const client = await openSession(server.url, { headers: { "x-principal": "eve" } });
  policy.revoke("eve");
  const { result } = parse(await client.post(callTool(1, "echo", { message: "hi" })));
  expect(result).toMatchObject({ isError: true, content: [{ text: expect.stringContaining("not valid any more") }] });
  const read = parse(
    await client.post({ jsonrpc: "2.0", id: 2, method: "resources/read", params: { uri: "test://note" } }),
  );
  expect(read.error?.message).toContain("not valid any more");
  expect(server.tools.rows.map(({ action, outcome }) => [action, outcome])).toEqual([
    ["tools/call", "refused"],
    ["resources/read", "refused"],
  ]);
});

test("ending someone who has nothing open changes nothing", async () => {
  await using server = await startMcp();
  server.mcp.endPrincipal("nobody");
  expect((await send(`${server.url}/mcp`, modern("tools/call", { name: "log" }))).status).toBe(200);
});
