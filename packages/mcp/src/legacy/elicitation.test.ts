import type { Definition, RequestContext } from "@mcp-tools/tools";
import { expect, test } from "vitest";
import { callTool, cancel, openSession, parse, textOf } from "../testing/speak.ts";
import { startMcp } from "../testing/start-mcp.ts";

const ELICITATION = { capabilities: { elicitation: {} } };
const isQuestion = ({ method }: { method?: string }) => method === "elicitation/create";
const accept = (id: unknown, name: string) => ({ jsonrpc: "2.0", id, result: { action: "accept", content: { name } } });

test("a tool's question comes on the stream of its call, and the answer by POST", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url, ELICITATION);
  const stream = await client.stream(callTool(1, "ask"));
  const question = await stream.next(isQuestion);
  expect(question.params).toMatchObject({
    message: "Who?",
    requestedSchema: { type: "object", properties: { name: { type: "string" } } },
  });
  expect(await client.post(accept(question.id, "Ada"))).toMatchObject({ status: 202, text: "" });
  expect(textOf(await stream.next(({ id, result }) => id === 1 && result !== undefined))).toBe("hello Ada");
  await stream.ended;
});

test.for(["decline", "cancel"])("hears that the person chose to %s", async (action) => {
  await using server = await startMcp();
  const client = await openSession(server.url, ELICITATION);
  const stream = await client.stream(callTool(1, "ask"));
  const { id } = await stream.next(isQuestion);
  await client.post({ jsonrpc: "2.0", id, result: { action } });
  expect(textOf(await stream.next(({ result }) => result !== undefined))).toBe(action);
});

test("two questions at once, answered in the other order, each reach their own call", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url, ELICITATION);
  const [one, two] = await Promise.all([client.stream(callTool(1, "ask")), client.stream(callTool(2, "ask"))]);
  const [questionOne, questionTwo] = [await one.next(isQuestion), await two.next(isQuestion)];
  expect(questionOne.id).not.toBe(questionTwo.id);
  await client.post(accept(questionTwo.id, "two"));
  await client.post(accept(questionOne.id, "one"));
  expect(textOf(await one.next(({ result }) => result !== undefined))).toBe("hello one");
  expect(textOf(await two.next(({ result }) => result !== undefined))).toBe("hello two");
});

test("two questions of one call, one after the other", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url, ELICITATION);
  const stream = await client.stream(callTool(1, "ask_twice"));
  await client.post(accept((await stream.next(isQuestion)).id, "a"));
  await client.post(accept((await stream.next(isQuestion)).id, "b"));
  expect(textOf(await stream.next(({ result }) => result !== undefined))).toBe(
    JSON.stringify([
      { action: "accept", content: { name: "a" } },
      { action: "accept", content: { name: "b" } },
    ]),
  );
});

test("an answer from another session reaches nobody", async () => {
  await using server = await startMcp();
  const [client, stranger] = await Promise.all([
    openSession(server.url, ELICITATION),
    openSession(server.url, ELICITATION),
  ]);
  const stream = await client.stream(callTool(1, "ask"));
  const { id } = await stream.next(isQuestion);
  expect((await stranger.post(accept(id, "Eve"))).status).toBe(202);
  await client.post(accept(id, "Ada"));
  expect(textOf(await stream.next(({ result }) => result !== undefined))).toBe("hello Ada");
});

test("a client that cannot be asked gets a tool error that says so", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url);
  const { result } = parse(await client.post(callTool(1, "ask")));
  expect(result).toMatchObject({ isError: true, content: [{ text: expect.stringContaining("elicitation") }] });
});

test("an error for an answer fails the call, not the session", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url, ELICITATION);
  const stream = await client.stream(callTool(1, "ask"));
  const { id } = await stream.next(isQuestion);
  await client.post({ jsonrpc: "2.0", id, error: { code: -1, message: "no screen" } });
  expect((await stream.next(({ result }) => result !== undefined)).result).toMatchObject({
    isError: true,
    content: [{ text: expect.stringContaining("no screen") }],
  });
  expect((await client.post(callTool(2, "echo", { message: "hi" }))).status).toBe(200);
});

test.for([
  { method: "prompts/get", params: { name: "interview" } },
  { method: "resources/read", params: { uri: "test://asks" } },
])("an error for an answer to $method is not passed off as ours", async ({ method, params }) => {
  const asking: Definition = {
    uri: "test://asks",
    name: "asks",
    read: async (ctx: RequestContext) =>
      (await ctx.ask({ message: "Who?", schema: { type: "object", properties: {} } })).action,
  };
  await using server = await startMcp({ definitions: [asking] });
  const client = await openSession(server.url, ELICITATION);
  const stream = await client.stream({ jsonrpc: "2.0", id: 1, method, params });
  const { id } = await stream.next(isQuestion);
  await client.post({ jsonrpc: "2.0", id, error: { code: -32601, message: "Method not found" } });
  expect((await stream.next((message) => message.id === 1)).error).toEqual({
    code: -32603,
    message: "The client answered elicitation/create with an error: Method not found",
  });
});

test("when the client cancels the call, its question is withdrawn before the stream ends", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url, ELICITATION);
  const stream = await client.stream(callTool(1, "ask"));
  const { id } = await stream.next(isQuestion);
  await client.post(cancel(1));
  await stream.ended;
  expect(stream.messages().at(-1)).toMatchObject({ method: "notifications/cancelled", params: { requestId: id } });
});

test("a question can be answered after the call's connection was cut, and the result is resumed", async () => {
  await using server = await startMcp();
  const client = await openSession(server.url, ELICITATION);
  const stream = await client.stream(callTool(1, "ask"));
  const { id } = await stream.next(isQuestion);
  stream.cut();
  await client.post(accept(id, "Ada"));
  const resumed = await client.get({ "last-event-id": stream.events.at(-1)?.id });
  expect(textOf(await resumed.next(({ result }) => result !== undefined))).toBe("hello Ada");
});

test("a call whose time is up withdraws its question before it answers", async () => {
  await using server = await startMcp({ timeoutMs: 150 });
  const client = await openSession(server.url, ELICITATION);
  const stream = await client.stream(callTool(1, "ask"));
  const { id } = await stream.next(isQuestion);
  expect((await stream.next(({ method }) => method === "notifications/cancelled")).params).toMatchObject({
    requestId: id,
  });
  expect((await stream.next(({ result }) => result !== undefined)).result).toMatchObject({ isError: true });
  expect((await client.post(accept(id, "too late"))).status).toBe(202);
});
