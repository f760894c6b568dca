import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from "@modelcontextprotocol/client";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { SSEClientTransport } from "@modelcontextprotocol/sdk/client/sse.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ElicitRequestSchema, ToolListChangedNotificationSchema } from "@modelcontextprotocol/sdk/types.js";
import { expect, test } from "vitest";
import { startMcp, type TestServer } from "./testing/start-mcp.ts";

const INFO = { name: "official", version: "1.0.0" };
const ada = () => ({ action: "accept" as const, content: { name: "Ada" } });

async function connectV1(transport: StreamableHTTPClientTransport | SSEClientTransport) {
  const client = new Client(INFO, { capabilities: { elicitation: {} } });
  client.setRequestHandler(ElicitRequestSchema, ada);
  await client.connect(transport);
  return client;
}

async function connectV2(server: TestServer, pin?: string) {
  const client = new ModernClient(INFO, {
    capabilities: { elicitation: {} },
    versionNegotiation: { mode: pin === undefined ? "auto" : { pin } },
  });
  client.setRequestHandler("elicitation/create", ada);
  await client.connect(new ModernTransport(new URL(`${server.url}/mcp`)));
  return client;
}

const KINDS = {
  "v1, Streamable HTTP": (server: TestServer) =>
    connectV1(new StreamableHTTPClientTransport(new URL(`${server.url}/mcp`))),
  "v1, SSE": (server: TestServer) => connectV1(new SSEClientTransport(new URL(`${server.url}/sse`))),
  "v2, its own choice": (server: TestServer) => connectV2(server),
  "v2, pinned to 2026-07-28": (server: TestServer) => connectV2(server, "2026-07-28"),
};

test.for(Object.entries(KINDS))(
  "the official client (%s) lists, calls, asks, reads and completes",
  async ([, connect]) => {
    await using server = await startMcp();
    const client = await connect(server);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain("echo");
    expect(await client.callTool({ name: "echo", arguments: { message: "hi" } })).toMatchObject({
      structuredContent: { message: "hi" },
    });
    expect(await client.callTool({ name: "ask", arguments: {} })).toMatchObject({ content: [{ text: "hello Ada" }] });
    expect(await client.callTool({ name: "ask_twice", arguments: {} })).toMatchObject({
      content: [{ text: expect.stringContaining("Ada") }],
    });
    expect(await client.readResource({ uri: "test://items/7" })).toMatchObject({ contents: [{ text: "item 7" }] });
    expect(await client.getPrompt({ name: "greet", arguments: { name: "Ada" } })).toMatchObject({
      messages: [{ content: { text: "Hello Ada" } }],
    });
    expect(
      await client.complete({
        ref: { type: "ref/resource", uri: "test://items/{id}" },
        argument: { name: "id", value: "o" },
      }),
    ).toMatchObject({ completion: { values: ["one"] } });
    await expect(client.callTool({ name: "nobody", arguments: {} })).rejects.toThrow("Unknown tool");
    await client.close();
    await expect.poll(() => server.exchanges()).toBe(0);
  },
);

test.for(Object.entries(KINDS))("progress and a cancellation reach the tool (%s)", async ([, connect]) => {
  await using server = await startMcp();
  const client = await connect(server);
  const progress: number[] = [];
  const abort = new AbortController();
  const options = {
    signal: abort.signal,
    onprogress: (event: { progress: number }) => void progress.push(event.progress),
  };
  const request = { name: "wait", arguments: {} };
  const answer =
    client instanceof Client ? client.callTool(request, undefined, options) : client.callTool(request, options);
  answer.catch(() => {});
  const call = await server.started("");
  for (const done of [1, 2, 3]) call.ctx.progress(done);
  await expect.poll(() => progress).toEqual([1, 2, 3]);
  abort.abort();
  await expect(answer).rejects.toThrow();
  await expect.poll(() => call.ctx.signal.aborted).toBe(true);
  expect(await client.callTool({ name: "echo", arguments: { message: "still here" } })).toMatchObject({
    structuredContent: { message: "still here" },
  });
  await client.close();
});

test("the v1 client hears of changed lists", async () => {
  await using server = await startMcp();
  for (const connect of [KINDS["v1, Streamable HTTP"], KINDS["v1, SSE"]]) {
    const client = await connect(server);
    const heard = new Promise<void>((resolve) =>
      client.setNotificationHandler(ToolListChangedNotificationSchema, () => resolve()),
    );
    // It opens its stream on its own time.
    const timer = setInterval(() => server.state.bus.publish({ kind: "tools_changed" }), 20);
    await heard.finally(() => clearInterval(timer));
    await client.close();
  }
});

test("the v1 client does not come back for ever after it cancelled a call", async () => {
  await using server = await startMcp();
  const client = await KINDS["v1, Streamable HTTP"](server);
  const abort = new AbortController();
  const answer = client.callTool({ name: "wait", arguments: {} }, undefined, { signal: abort.signal });
  answer.catch(() => {});
  await server.started("");
  await new Promise((resolve) => setTimeout(resolve, 100));
  abort.abort();
  await expect(answer).rejects.toThrow();
  // It waits a second, as its stream's `retry` says, and asks once: that there is nothing more is an answer.
  const asked = server.requests.length;
  await expect
    .poll(() => server.requests.slice(asked).filter(({ method }) => method === "GET").length, { timeout: 3_000 })
    .toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(server.requests.slice(asked).filter(({ method }) => method === "GET")).toMatchObject([{ status: 204 }]);
  await client.close();
});
