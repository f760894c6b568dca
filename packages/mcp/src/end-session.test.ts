import { expect, test } from "vitest";
import { openStream, send } from "./testing/send.ts";
import { callTool, initialize, modern, openSession } from "./testing/speak.ts";
import { startMcp, type TestServer } from "./testing/start-mcp.ts";

/** One of each kind that can be open. */
async function openAll(server: TestServer, id: string) {
  const headers = { "x-principal": id };
  const sse = await openStream(`${server.url}/sse`, { headers });
  await sse.next((_message, { event }) => event === "endpoint");
  await send(`${server.url}${sse.events[0]?.data}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: initialize({ version: "2024-11-05" }),
  });
  const session = await openSession(server.url, { headers });
  const listening = await openStream(
    `${server.url}/mcp`,
    modern(
      "subscriptions/listen",
      { notifications: { toolsListChanged: true } },
      { headers, meta: { "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" } } },
    ),
  );
  await listening.next();
  return { sse, session, listening };
}

test("what is open is listed with who holds it and through what, and without the ids that open it", async () => {
  await using server = await startMcp();
  await openAll(server, "ada");
  await expect.poll(() => server.mcp.list().every(({ protocolVersion }) => protocolVersion !== undefined)).toBe(true);
  const listed = server.mcp.list();
  expect(
    listed.map(({ transport, principalId, protocolVersion }) => [transport, principalId, protocolVersion]),
  ).toEqual([
    ["http", "ada", expect.stringMatching(/^2025-/)],
    ["sse", "ada", "2024-11-05"],
    ["listen", "ada", "2026-07-28"],
  ]);
  for (const one of listed) expect(one.client).toMatch(/^.+\/.+$/);
  const sessionIds = [...server.state.sessions.records.keys()];
  for (const id of sessionIds) expect(JSON.stringify(listed)).not.toContain(id);
});

test("each ends by the name it is listed by, and the others stay", async () => {
  await using server = await startMcp();
  const { sse, session, listening } = await openAll(server, "ada");
  const call = session.stream(callTool(1, "wait", { key: "k" }));
  const started = await server.started("k");
  const of = (transport: string) => server.mcp.list().find((one) => one.transport === transport)?.id ?? "none";

  await server.mcp.end({ by: "session", id: of("sse") });
  await sse.ended;
  expect(server.open).toEqual({ http: 1, sse: 0, listen: 1 });

  await server.mcp.end({ by: "session", id: of("http") });
  expect(started.ctx.signal.aborted).toBe(true);
  await (await call).ended.catch(() => {});
  expect(server.state.sessions.records.size).toBe(0);
  expect(server.open).toEqual({ http: 0, sse: 0, listen: 1 });

  await server.mcp.end({ by: "session", id: of("listen") });
  await listening.ended;
  expect(server.mcp.list()).toEqual([]);
});

test("all of a principal end, and nobody else's; it may begin again", async () => {
  await using server = await startMcp();
  const eve = await openAll(server, "eve");
  await openAll(server, "ada");
  await server.mcp.end({ by: "principal", id: "eve" });
  await Promise.all([eve.sse.ended, eve.listening.ended]);
  expect(new Set(server.mcp.list().map(({ principalId }) => principalId))).toEqual(new Set(["ada"]));
  await openSession(server.url, { headers: { "x-principal": "eve" } });
  expect(server.mcp.list().filter(({ principalId }) => principalId === "eve")).toHaveLength(1);
});
