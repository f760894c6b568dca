import { expect, test } from "vitest";
import { openStream, send } from "./testing/send.ts";
import { callTool, initialize, joinSession, modern, openSession, parse, textOf } from "./testing/speak.ts";
import { startMcp } from "./testing/start-mcp.ts";
import { createTestPolicy } from "./testing/test-policy.ts";

const JSON_TYPE = { "content-type": "application/json" };
const ADA = { "x-principal": "ada" };
const EVE = { "x-principal": "eve" };
const PING = { jsonrpc: "2.0", id: 1, method: "ping" };

function withToolsets() {
  const policy = createTestPolicy();
  policy.addToolset("a", "echo", "wait", "ask");
  policy.addToolset("b", "echo", "wait", "ask");
  return { governed: { policy: policy.policy } };
}

test.for([
  { what: "another's credential", headers: EVE, toolset: "a" },
  { what: "the plain endpoint", headers: ADA, toolset: undefined },
  { what: "another toolset's endpoint", headers: ADA, toolset: "b" },
])("a session does not exist for $what: POST, GET and DELETE are 404", async ({ headers, toolset }) => {
  await using server = await startMcp(withToolsets());
  const own = await openSession(server.url, { headers: ADA, toolset: "a" });
  const other = joinSession(server.url, own.sessionId, { headers, ...(toolset !== undefined && { toolset }) });
  const unknown = joinSession(server.url, "0".repeat(32), { headers: ADA, toolset: "a" });

  const answers = [await other.post(PING), await unknown.post(PING)].map(({ status, text }) => ({ status, text }));
  expect(answers[0]).toEqual(answers[1]);
  expect(answers[0]?.status).toBe(404);
  expect((await other.get()).status).toBe(404);
  expect((await other.get({ "last-event-id": "_GET/0" })).status).toBe(404);
  expect((await other.end()).status).toBe(404);

  expect((await own.post(PING)).status).toBe(200);
  expect((await own.end()).status).toBe(200);
});

test("another replica binds a session to its endpoint too", async () => {
  await using one = await startMcp(withToolsets());
  await using two = await startMcp({ ...withToolsets(), state: one.state });
  const { sessionId } = await openSession(one.url, { headers: ADA, toolset: "a" });
  const through = (toolset?: string) =>
    joinSession(two.url, sessionId, { headers: ADA, ...(toolset !== undefined && { toolset }) });
  expect((await through().post(PING)).status).toBe(404);
  expect((await through("b").post(PING)).status).toBe(404);
  const list = parse(await through("a").post({ jsonrpc: "2.0", id: 2, method: "tools/list" }));
  expect(list.result.tools.map(({ name }: { name: string }) => name).toSorted()).toEqual(["ask", "echo", "wait"]);
});

test("a stream of /sse/a takes messages of its own principal, and of nobody else", async () => {
  await using server = await startMcp(withToolsets());
  const stream = await openStream(`${server.url}/sse/a`, { headers: ADA });
  await stream.next((_message, { event }) => event === "endpoint");
  const endpoint = `${server.url}${stream.events[0]?.data}`;
  const post = (url: string, body: unknown, headers: object) =>
    send(url, { method: "POST", headers: { ...JSON_TYPE, ...headers }, body });
  const stolen = await post(endpoint, PING, EVE);
  const unknown = await post(`${server.url}/messages?sessionId=${"0".repeat(32)}`, PING, ADA);
  expect(stolen.status).toBe(404);
  expect(stolen.text).toBe(unknown.text);
  await post(endpoint, initialize({ version: "2024-11-05" }), ADA);
  await post(endpoint, callTool(2, "echo", { message: "hi" }), ADA);
  expect((await stream.next(({ id }) => id === 2)).result.structuredContent).toEqual({ message: "hi" });
  expect(server.tools.rows).toMatchObject([{ principalId: "ada", toolset: "a", transport: "sse" }]);
});

test("a requestState of one endpoint is worth nothing at another", async () => {
  await using server = await startMcp(withToolsets());
  const call = async (path: string, params: object) =>
    parse(
      await send(
        `${server.url}${path}`,
        modern("tools/call", { name: "ask", ...params }, { capabilities: { elicitation: {} }, headers: ADA }),
      ),
    );
  const { result } = await call("/mcp/a", {});
  const retry = {
    requestState: result.requestState,
    inputResponses: { name: { action: "accept", content: { name: "Ada" } } },
  };
  for (const path of ["/mcp", "/mcp/b"])
    expect((await call(path, retry)).error).toMatchObject({ code: -32602, data: { reason: "invalid_request_state" } });
  expect(textOf(await call("/mcp/a", retry))).toBe("hello Ada");
});
