import { afterEach, expect, test, vi } from "vitest";
import { send } from "../testing/send.ts";
import { modern, parse, textOf, type ModernOptions } from "../testing/speak.ts";
import { startMcp, type TestServer } from "../testing/start-mcp.ts";

afterEach(() => void vi.useRealTimers());

const CAN = { capabilities: { elicitation: {}, sampling: {}, roots: {} } };
const ada = { action: "accept", content: { name: "Ada" } };

async function call(
  server: TestServer,
  params: Record<string, unknown>,
  options: ModernOptions = CAN,
  method = "tools/call",
) {
  const answer = await send(`${server.url}/mcp`, modern(method, params, options));
  return { status: answer.status, ...parse(answer) };
}

test("asks by an input_required result, and finishes with the answer", async () => {
  await using server = await startMcp();
  const asked = await call(server, { name: "ask", arguments: {} }, { ...CAN, id: "first" });
  expect(asked).toMatchObject({
    status: 200,
    id: "first",
    result: {
      resultType: "input_required",
      requestState: expect.any(String),
      inputRequests: { name: { method: "elicitation/create", params: { message: "Who?" } } },
    },
  });
  const done = await call(
    server,
    { name: "ask", arguments: {}, requestState: asked.result.requestState, inputResponses: { name: ada } },
    { ...CAN, id: "second" },
  );
  expect(done).toMatchObject({ id: "second", result: { resultType: "complete" } });
  expect(textOf(done)).toBe("hello Ada");
  expect(server.tools.rows.map(({ outcome }) => outcome)).toEqual(["input_required", "ok"]);
});

test("answers of earlier rounds travel in the state", async () => {
  await using server = await startMcp();
  const one = await call(server, { name: "ask_twice" });
  expect(Object.keys(one.result.inputRequests)).toEqual(["first"]);
  const two = await call(server, {
    name: "ask_twice",
    requestState: one.result.requestState,
    inputResponses: { first: ada },
  });
  expect(Object.keys(two.result.inputRequests)).toEqual(["second"]);
  expect(two.result.requestState).not.toBe(one.result.requestState);
  const three = await call(server, {
    name: "ask_twice",
    requestState: two.result.requestState,
    inputResponses: { second: { action: "decline" } },
  });
  expect(textOf(three)).toBe(JSON.stringify([ada, { action: "decline" }]));
});

test("takes answers without a state, and ignores those it did not ask for", async () => {
  await using server = await startMcp();
  const done = await call(server, { name: "ask", inputResponses: { name: ada, other: 1 } });
  expect(textOf(done)).toBe("hello Ada");
});

test.for([
  ["under another key", { wrong: ada }],
  ["that is no answer", { name: 12345 }],
  ["with an action that does not exist", { name: { action: "shrug" } }],
  ["that is null", { name: null }],
] as const)("asks again after an answer %s", async ([, inputResponses]) => {
  await using server = await startMcp();
  expect((await call(server, { name: "ask", inputResponses })).result).toMatchObject({
    resultType: "input_required",
    inputRequests: { name: {} },
  });
});

test.for([null, 5, "text", [ada]])("refuses the inputResponses %j with -32602", async (inputResponses) => {
  await using server = await startMcp();
  expect(await call(server, { name: "ask", inputResponses })).toMatchObject({ id: 1, error: { code: -32602 } });
});

test.for([
  ["more at its end", (state: string) => `${state}-TAMPERED`],
  ["a letter changed", (state: string) => (state.startsWith("A") ? "B" : "A") + state.slice(1)],
  ["its signature cut off", (state: string) => state.slice(0, -10)],
  ["nothing in it", () => ""],
  ["no text", () => 5],
  ["null", () => null],
] as const)("refuses a state with %s, and does not run the tool", async ([, change]) => {
  await using server = await startMcp();
  const { result } = await call(server, { name: "ask" });
  const refused = await call(server, {
    name: "ask",
    requestState: change(result.requestState as string),
    inputResponses: { name: ada },
  });
  expect(refused).toMatchObject({ id: 1, error: { code: -32602 } });
  expect(server.tools.rows).toHaveLength(1);
});

test("refuses a state of another principal, other arguments, another tool or method", async () => {
  await using server = await startMcp();
  const ask = { name: "ask", arguments: { key: "name" } };
  const { result } = await call(server, ask, { ...CAN, headers: { "x-principal": "ada" } });
  const retry = { requestState: result.requestState, inputResponses: { name: ada } };
  const asAda = { ...CAN, headers: { "x-principal": "ada" } };
  const refused = [
    await call(server, { ...ask, ...retry }, { ...CAN, headers: { "x-principal": "eve" } }),
    await call(server, { name: "ask", arguments: { key: "other" }, ...retry }, asAda),
    await call(server, { name: "ask", ...retry }, asAda),
    await call(server, { name: "ask_twice", arguments: { key: "name" }, ...retry }, asAda),
    await call(server, { name: "interview", ...retry }, asAda, "prompts/get"),
  ];
  for (const { error } of refused)
    expect(error).toMatchObject({ code: -32602, data: { reason: "invalid_request_state" } });
  expect(textOf(await call(server, { ...ask, ...retry }, asAda))).toBe("hello Ada");
});

test("refuses a state that is too old", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  await using server = await startMcp();
  const { result } = await call(server, { name: "ask" });
  const retry = { name: "ask", requestState: result.requestState, inputResponses: { name: ada } };
  vi.setSystemTime(Date.now() + 9 * 60_000);
  expect(textOf(await call(server, retry))).toBe("hello Ada");
  vi.setSystemTime(Date.now() + 2 * 60_000);
  expect((await call(server, retry)).error?.code).toBe(-32602);
});

test("another replica with the same key takes the state, one with another key does not", async () => {
  await using one = await startMcp();
  await using two = await startMcp();
  await using stranger = await startMcp({ signingKey: () => new Uint8Array(32).fill(1) });
  const { result } = await call(one, { name: "ask" });
  const retry = { name: "ask", requestState: result.requestState, inputResponses: { name: ada } };
  expect(textOf(await call(two, retry))).toBe("hello Ada");
  expect((await call(stranger, retry)).error?.code).toBe(-32602);
});

test.for([
  { what: "elicitation", tool: "ask", capabilities: {}, required: { elicitation: { form: {} } } },
  {
    what: "elicitation of forms",
    tool: "ask",
    capabilities: { elicitation: { url: {} } },
    required: { elicitation: { form: {} } },
  },
  { what: "sampling", tool: "sample", capabilities: { elicitation: {} }, required: { sampling: {} } },
])("says with 400 and -32021 that $what is needed and was not declared", async ({ tool, capabilities, required }) => {
  await using server = await startMcp();
  expect(await call(server, { name: tool }, { id: 4, capabilities })).toMatchObject({
    status: 400,
    id: 4,
    error: { code: -32021, data: { requiredCapabilities: required } },
  });
});

test("a prompt can ask too, and says -32021 too", async () => {
  await using server = await startMcp();
  const asked = await call(server, { name: "interview" }, CAN, "prompts/get");
  expect(asked.result).toMatchObject({
    resultType: "input_required",
    inputRequests: { name: { method: "elicitation/create" } },
  });
  const done = await call(
    server,
    { name: "interview", requestState: asked.result.requestState, inputResponses: { name: ada } },
    CAN,
    "prompts/get",
  );
  expect(done.result).toMatchObject({
    resultType: "complete",
    messages: [{ content: { text: expect.stringContaining("Ada") } }],
  });
  expect(await call(server, { name: "interview" }, { id: 4 }, "prompts/get")).toMatchObject({
    status: 400,
    id: 4,
    error: { code: -32021 },
  });
});
