import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test, vi } from "vitest";
import { openStream, send } from "./testing/send.ts";
import { callTool, initialize, modern, openSession, parse } from "./testing/speak.ts";
import { startMcp } from "./testing/start-mcp.ts";
import { createTestPolicy } from "./testing/test-policy.ts";

afterEach(() => void vi.useRealTimers());

const METADATA = "https://tools.example.com/.well-known/oauth-protected-resource/mcp";
const CHALLENGE = `Bearer error="insufficient_scope", scope="tools:read tools:write", resource_metadata="${METADATA}", error_description="The token does not reach far enough for this call"`;
const READER = { "x-principal": "oauth:ada", "x-scopes": "tools:read" };
const save = { name: "save", description: "Saves", access: "write", run: () => "saved" } as const;

function start({ slow = false } = {}) {
  const policy = createTestPolicy();
  return startMcp({
    definitions: [save],
    governed: {
      policy: (registry) => {
        const made = policy.policy(registry);
        let isLoaded = !slow;
        const load = async () => {
          await sleep(150);
          isLoaded = true;
        };
        return Object.defineProperty({ ...made, load }, "isLoaded", { get: () => isLoaded });
      },
    },
    resourceMetadataUrl: () => METADATA,
  });
}

test.for([
  { over: "2026-07-28", id: "mine" },
  { over: "a session", id: 7 },
])("a call beyond the token's scopes over $over is 403 and says what to ask for", async ({ over, id }) => {
  await using server = await start();
  // The moment after which a session's answer becomes a stream does not come, however busy the machine is.
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const answer =
    over === "2026-07-28"
      ? await send(`${server.url}/mcp`, modern("tools/call", { name: "save" }, { id, headers: READER }))
      : await (await openSession(server.url, { headers: READER })).post(callTool(id, "save"));
  expect(answer.status).toBe(403);
  expect(answer.headers["www-authenticate"]).toBe(CHALLENGE);
  expect(parse(answer)).toMatchObject({
    jsonrpc: "2.0",
    id,
    error: { code: -32000, message: expect.stringContaining("tools:read, tools:write") },
  });
  expect(server.tools.rows).toMatchObject([
    {
      tool: "save",
      outcome: "refused",
      principalId: "oauth:ada",
      message: expect.stringContaining("Insufficient scope"),
    },
  ]);
});

test.for([
  { what: "of a tool that does not exist", name: "nope", headers: READER },
  { what: "by a key without that access", name: "save", headers: { "x-principal": "ada", "x-scopes": "" } },
])("a call $what is one of an unknown tool", async ({ name, headers }) => {
  const policy = createTestPolicy({ missingScopes: () => undefined });
  await using server = await startMcp({ definitions: [save], governed: { policy: policy.policy } });
  const answer = await send(`${server.url}/mcp`, modern("tools/call", { name }, { headers }));
  expect(answer.status).toBe(200);
  expect(answer.headers["www-authenticate"]).toBeUndefined();
  expect(parse(answer).error).toMatchObject({ code: -32602, message: `Unknown tool: ${name}` });
});

test("where no status can be chosen any more, it is an unknown tool: in a batch, on a stream, on SSE", async () => {
  await using server = await start({ slow: true });
  const unknown = { code: -32602, message: "Unknown tool: save" };
  const client = await openSession(server.url, { version: "2025-03-26", headers: READER });
  const streamed = await client.stream(callTool(1, "save"));
  expect(streamed.status).toBe(200);
  expect((await streamed.next(({ error }) => error !== undefined)).error).toEqual(unknown);
  const batch = await client.post([callTool(2, "save"), callTool(3, "echo", { message: "hi" })]);
  expect(batch.status).toBe(200);
  expect((JSON.parse(batch.text) as { id: number; error?: object }[]).find(({ id }) => id === 2)?.error).toEqual(
    unknown,
  );

  const sse = await openStream(`${server.url}/sse`, { headers: READER });
  await sse.next((_message, { event }) => event === "endpoint");
  for (const body of [initialize({ version: "2024-11-05" }), callTool(4, "save")])
    await send(`${server.url}${sse.events[0]?.data}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...READER },
      body,
    });
  expect((await sse.next(({ id }) => id === 4)).error).toEqual(unknown);
  expect(server.tools.rows.filter(({ message }) => message?.startsWith("Insufficient scope"))).toHaveLength(3);
});
