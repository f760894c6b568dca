import { expect, test } from "vitest";
import type { Message } from "../testing/send.ts";
import {
  callTool,
  cancel,
  initialize,
  modern,
  textOf,
  type LegacyOptions,
  type ModernOptions,
} from "../testing/speak.ts";
import { startStdio, type TestStdio } from "../testing/start-stdio.ts";

const answerTo = (id: string | number) => (message: Message) => message.id === id && message.method === undefined;
const modernLine = (method: string, params?: Record<string, unknown>, options?: ModernOptions) =>
  modern(method, params, options).body;

async function handshake(client: TestStdio, options: LegacyOptions = {}): Promise<Message> {
  client.say(initialize(options), { jsonrpc: "2.0", method: "notifications/initialized" });
  return client.hear(answerTo("init"));
}

test.for(["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"])("speaks %s", async (version) => {
  await using client = startStdio();
  expect((await handshake(client, { version })).result).toMatchObject({
    protocolVersion: version,
    serverInfo: { name: "mcp-tools" },
  });
  client.say(callTool(1, "echo", { message: "hi" }));
  expect((await client.hear(answerTo(1))).result.structuredContent).toEqual({ message: "hi" });
  expect(client.tools.rows).toMatchObject([
    { transport: "stdio", client: "test/1", protocolVersion: version, principalId: "local" },
  ]);
});

test("speaks 2026-07-28, with or without discover first", async () => {
  for (const opening of [[], [modernLine("server/discover", {}, { id: "d" })]]) {
    await using client = startStdio();
    client.say(...opening, modernLine("tools/call", { name: "echo", arguments: { message: "hi" } }, { id: 1 }));
    expect((await client.hear(answerTo(1))).result).toMatchObject({
      resultType: "complete",
      structuredContent: { message: "hi" },
    });
    expect(client.tools.rows).toMatchObject([{ transport: "stdio", protocolVersion: "2026-07-28" }]);
  }
});

test("goes on when a client asks what there is and then falls back to the handshake", async () => {
  await using client = startStdio();
  let isOver = false;
  void client.stdio.ended.then(() => (isOver = true));
  client.say(modernLine("server/discover", {}, { id: "d" }));
  await client.hear(answerTo("d"));
  await handshake(client);
  client.say(callTool(1, "echo", { message: "still here" }));
  expect((await client.hear(answerTo(1))).result.structuredContent).toEqual({ message: "still here" });
  expect(isOver).toBe(false);
});

test("a 2026-07-28 request asks by input_required", async () => {
  await using client = startStdio();
  const capabilities = { elicitation: {} };
  client.say(modernLine("tools/call", { name: "ask" }, { id: 1, capabilities }));
  const { result } = await client.hear(answerTo(1));
  expect(result).toMatchObject({ resultType: "input_required", inputRequests: { name: {} } });
  client.say(
    modernLine(
      "tools/call",
      {
        name: "ask",
        requestState: result.requestState,
        inputResponses: { name: { action: "accept", content: { name: "Ada" } } },
      },
      { id: 2, capabilities },
    ),
  );
  expect(textOf(await client.hear(answerTo(2)))).toBe("hello Ada");
  client.say(
    modernLine(
      "tools/call",
      { name: "ask", requestState: `${result.requestState}x`, inputResponses: {} },
      { id: 3, capabilities },
    ),
  );
  expect((await client.hear(answerTo(3))).error?.code).toBe(-32602);
});

test("a legacy client is asked by a request", async () => {
  await using client = startStdio();
  await handshake(client, { capabilities: { elicitation: {} } });
  client.say(callTool(1, "ask"));
  const { id } = await client.hear(({ method }) => method === "elicitation/create");
  client.say({ jsonrpc: "2.0", id, result: { action: "accept", content: { name: "Ada" } } });
  expect(textOf(await client.hear(answerTo(1)))).toBe("hello Ada");
});

test("takes batches, each message for itself", async () => {
  await using client = startStdio();
  await handshake(client, { version: "2025-03-26" });
  client.say([
    callTool(1, "echo", { message: "a" }),
    { jsonrpc: "2.0", method: "notifications/initialized" },
    callTool(2, "echo", { message: "b" }),
  ]);
  expect((await client.hear(answerTo(1))).result.structuredContent).toEqual({ message: "a" });
  expect((await client.hear(answerTo(2))).result.structuredContent).toEqual({ message: "b" });
});

test.for(["2025-03-26", "2026-07-28"])(
  "a line that is not JSON-RPC is refused and harms nobody (%s)",
  async (version) => {
    await using client = startStdio();
    const isModern = version === "2026-07-28";
    if (!isModern) await handshake(client, { version });
    const call = isModern
      ? modernLine("tools/call", { name: "echo", arguments: { message: "hi" } }, { id: 1 })
      : callTool(1, "echo", { message: "hi" });
    const wrong = { jsonrpc: "2.0", method: "ping", extra: 1 };
    client.say("nonsense\n", "[]\n", "\n", "null\n", { ...wrong, id: 6 }, [{ ...wrong, id: "b" }, call]);
    expect((await client.hear(answerTo(1))).result).toBeDefined();
    const refusals = client.messages.filter(({ error }) => error !== undefined);
    expect(refusals.map(({ jsonrpc, id, error }) => [jsonrpc, id, error?.code])).toEqual([
      ["2.0", null, -32700],
      ["2.0", null, -32600],
      ["2.0", null, -32600],
      ["2.0", 6, -32600],
      ["2.0", "b", -32600],
    ]);
  },
);

test("a malformed notification or response is not answered", async () => {
  await using client = startStdio();
  await handshake(client);
  client.say(
    { jsonrpc: "2.0", method: "notifications/cancelled", params: [] },
    { jsonrpc: "2.0", id: 0, result: 5 },
    callTool(1, "echo", { message: "hi" }),
  );
  await client.hear(answerTo(1));
  expect(client.messages).toHaveLength(2);
});

test("a line that is too long is refused, and calls in flight and the next ones are answered", async () => {
  await using client = startStdio();
  await handshake(client);
  client.say(callTool(1, "wait"));
  const call = await client.started("");
  client.say(callTool(2, "echo", { message: "x".repeat(11 * 1024 * 1024) }), callTool(3, "echo", { message: "hi" }));
  await client.hear(answerTo(3));
  call.finish("still here");
  expect(textOf(await client.hear(answerTo(1)))).toBe("still here");
  expect(client.messages.filter(({ error }) => error !== undefined)).toMatchObject([
    { id: null, error: { code: -32600 } },
  ]);
});

test("a batch whose messages are longer apart is answered", async () => {
  await using client = startStdio();
  await handshake(client, { version: "2025-03-26" });
  const numbers = "1e20,".repeat(700_000);
  client.say(`[{"jsonrpc":"2.0","id":2,"method":"ping","params":{"numbers":[${numbers}1]}}]\n`);
  await client.hear(answerTo(2));
});

test("notifications/cancelled aborts a call, and nothing answers it", async () => {
  await using client = startStdio();
  await handshake(client);
  client.say(callTool(1, "wait"));
  const call = await client.started("");
  client.say(cancel(1), callTool(2, "echo", { message: "hi" }));
  await client.hear(answerTo(2));
  expect(call.ctx.signal.aborted).toBe(true);
  expect(client.messages.filter(answerTo(1))).toEqual([]);
});

test("a legacy client hears of changed lists, and of resources it subscribed to", async () => {
  await using client = startStdio();
  await handshake(client);
  client.state.bus.publish({ kind: "resource_updated", uri: "test://note" });
  client.say({ jsonrpc: "2.0", id: 1, method: "resources/subscribe", params: { uri: "test://note" } });
  await client.hear(answerTo(1));
  client.state.bus.publish({ kind: "resource_updated", uri: "test://other" });
  client.state.bus.publish({ kind: "resource_updated", uri: "test://note" });
  client.state.bus.publish({ kind: "prompts_changed" });
  await client.hear(({ method }) => method === "notifications/prompts/list_changed");
  expect(
    client.messages.filter(({ method }) => method === "notifications/resources/updated").map(({ params }) => params),
  ).toEqual([{ uri: "test://note" }]);
});

test("a 2026-07-28 client hears what it listens to, until it cancels", async () => {
  await using client = startStdio();
  client.say(
    modernLine(
      "subscriptions/listen",
      { notifications: { toolsListChanged: true, resourceSubscriptions: ["test://note"] } },
      { id: "l" },
    ),
  );
  expect(
    (await client.hear(({ method }) => method === "notifications/subscriptions/acknowledged")).params,
  ).toMatchObject({
    notifications: { toolsListChanged: true },
    _meta: { "io.modelcontextprotocol/subscriptionId": "l" },
  });
  for (const kind of ["prompts_changed", "tools_changed"] as const) client.state.bus.publish({ kind });
  for (const uri of ["test://other", "test://note"]) client.state.bus.publish({ kind: "resource_updated", uri });
  await client.hear(({ method }) => method === "notifications/resources/updated");
  expect(
    client.messages
      .slice(1)
      .map(({ method, params }) => [
        method,
        params?.["uri"],
        params?.["_meta"]["io.modelcontextprotocol/subscriptionId"],
      ]),
  ).toEqual([
    ["notifications/tools/list_changed", undefined, "l"],
    ["notifications/resources/updated", "test://note", "l"],
  ]);
  client.say(
    {
      jsonrpc: "2.0",
      method: "notifications/cancelled",
      params: { requestId: "l", _meta: modernLine("x").params._meta },
    },
    modernLine("tools/list", {}, { id: 2 }),
  );
  await client.hear(answerTo(2));
  client.state.bus.publish({ kind: "tools_changed" });
  client.say(modernLine("tools/list", {}, { id: 3 }));
  await client.hear(answerTo(3));
  expect(client.messages.filter(({ method }) => method === "notifications/tools/list_changed")).toHaveLength(1);
});

test("lists come in pages, and every tool once", async () => {
  const many = Array.from({ length: 1_200 }, (_, index) => ({
    name: `tool_${index}`,
    description: "One of many",
    access: "read" as const,
    run: () => "",
  }));
  await using client = startStdio({ definitions: many });
  await handshake(client);
  const names: string[] = [];
  let cursor: string | undefined;
  let pages = 0;
  do {
    client.say({
      jsonrpc: "2.0",
      id: `page ${pages}`,
      method: "tools/list",
      params: cursor === undefined ? {} : { cursor },
    });
    const { result } = await client.hear(answerTo(`page ${pages}`));
    names.push(...result.tools.map(({ name }: { name: string }) => name));
    cursor = result.nextCursor;
    pages += 1;
  } while (cursor !== undefined);
  expect(pages).toBe(3);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(client.tools.toolbox.registry.tools().map(({ listing }) => listing.name));
  client.say({ jsonrpc: "2.0", id: "bad", method: "tools/list", params: { cursor: "bm8=" } });
  expect((await client.hear(answerTo("bad"))).error?.code).toBe(-32602);
});

test.for([false, true])(
  "answers the handshake once, also before the server is there (early: %s)",
  async (answersEarly) => {
    await using client = startStdio({ answersEarly });
    const answer = await handshake(client, { version: "2025-06-18" });
    expect(answer.result).toMatchObject({
      protocolVersion: "2025-06-18",
      capabilities: { tools: { listChanged: true } },
      serverInfo: { name: "mcp-tools", version: "0.0.0" },
      instructions: expect.any(String),
    });
    client.say(callTool(1, "echo", { message: "hi" }));
    await client.hear(answerTo(1));
    expect(client.messages.filter(answerTo("init"))).toHaveLength(1);
  },
);

test("the early answer is the one that the server would give", async () => {
  await using early = startStdio({ answersEarly: true });
  await using plain = startStdio();
  for (const version of ["2024-10-07", "2025-11-25", "2026-07-28", "1999-01-01"]) {
    await using one = startStdio({ answersEarly: true });
    await using other = startStdio();
    expect(await handshake(one, { version })).toEqual(await handshake(other, { version }));
  }
  // What is no plain handshake is left to the server.
  await using more = startStdio({ answersEarly: true });
  more.say({ ...initialize(), extra: 1 });
  expect((await more.hear(answerTo("init"))).error?.code).toBe(-32600);
  for (const client of [early, plain]) client.say({ jsonrpc: "2.0", id: 1, method: "initialize", params: {} });
  expect((await early.hear(answerTo(1))).error?.code).toBe((await plain.hear(answerTo(1))).error?.code);
});

test("ends when the client closes its end, and aborts what runs", async () => {
  await using client = startStdio();
  await handshake(client);
  client.say(callTool(1, "wait"));
  const call = await client.started("");
  client.stdin.end();
  await client.stdio.ended;
  await expect.poll(() => call.ctx.signal.aborted).toBe(true);
});

test.for([false, true])("answers what was asked before the client closed its end (early: %s)", async (answersEarly) => {
  await using client = startStdio({ answersEarly });
  client.say(initialize(), { jsonrpc: "2.0", method: "notifications/initialized" }, callTool(1, "wait"), {
    jsonrpc: "2.0",
    id: 2,
    method: "tools/list",
  });
  client.stdin.end();
  const call = await client.started("");
  await new Promise((resolve) => setTimeout(resolve, 50));
  call.finish("just in time");
  await client.stdio.ended;
  expect(textOf(await client.hear(answerTo(1)))).toBe("just in time");
  await client.hear(answerTo(2));
});

test("ends at once when the client closes its end with nothing open", async () => {
  await using client = startStdio();
  await handshake(client);
  client.say(callTool(1, "wait"));
  const call = await client.started("");
  client.say(cancel(1));
  await expect.poll(() => call.ctx.signal.aborted).toBe(true);
  const started = performance.now();
  client.stdin.end();
  await client.stdio.ended;
  expect(performance.now() - started).toBeLessThan(500);
});

test("ends when its input breaks off", async () => {
  await using client = startStdio({ answersEarly: true });
  await handshake(client);
  client.stdin.destroy(new Error("EIO"));
  await client.stdio.ended;
});

test("stops after the calls in flight, and lets go of everything", async () => {
  const client = startStdio();
  await handshake(client);
  client.say(callTool(1, "wait"));
  const call = await client.started("");
  const stopped = client.stdio.stop(3_000);
  call.finish("in time");
  await stopped;
  expect(textOf(await client.hear(answerTo(1)))).toBe("in time");
  expect(client.state.bus.listeners()).toBe(0);
  await client.stdio.ended;
});
