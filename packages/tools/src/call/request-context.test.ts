import { expect, test } from "vitest";
import { silentClient } from "../client-port.ts";
import type { ToolDefinition } from "../define-tool.ts";
import { createTestClient, createTestToolbox } from "../testing.ts";

const form = { message: "Who?", schema: { type: "object", properties: { name: { type: "string" } } } } as const;
const tool = (run: ToolDefinition["run"]) => [{ name: "t", description: "d", access: "read", run }] as const;

test("a client that has to be asked first gets the questions, and the call is recorded as such", async () => {
  const { call, rows } = createTestToolbox(tool(async (_input, { ask }) => (await ask(form, { key: "who" })).action));

  expect(await call("t", {}, { client: createTestClient() })).toEqual({
    kind: "input_required",
    requests: {
      who: { method: "elicitation/create", params: { mode: "form", message: "Who?", requestedSchema: form.schema } },
    },
  });
  expect(rows).toMatchObject([{ outcome: "input_required", message: undefined }]);
});

test("a tool that runs again finds its answers under the same keys, named or counted", async () => {
  const answers = {
    ask_1: { action: "accept", content: { name: "Ada" } },
    tone: { role: "assistant", content: { type: "text", text: "kind" } },
  };
  const run: ToolDefinition["run"] = async (_input, { ask, sample, roots }) => {
    const who = await ask(form);
    const tone = await sample({ messages: [], maxTokens: 1 }, { key: "tone" });
    return { who, tone: tone["content"], roots: await roots() };
  };

  const first = await createTestToolbox(tool(run)).call("t", {}, { client: createTestClient(answers) });
  expect(first).toEqual({ kind: "input_required", requests: { ask_3: { method: "roots/list" } } });

  const client = createTestClient({
    ...answers,
    ask_3: { roots: [{ uri: "file:///a", name: "A" }, { name: "no uri" }, 7] },
  });
  expect(await createTestToolbox(tool(run)).call("t", {}, { client })).toMatchObject({
    result: {
      structuredContent: {
        who: { action: "accept", content: { name: "Ada" } },
        tone: { type: "text", text: "kind" },
        roots: [{ uri: "file:///a", name: "A" }],
      },
    },
  });
});

test("several questions go out in one round", async () => {
  const client = createTestClient({ a: { roots: [] } });
  const run: ToolDefinition["run"] = async (_input, { request }) =>
    Object.keys(await request({ a: { method: "roots/list" }, b: { method: "roots/list" } })).join();

  expect(await createTestToolbox(tool(run)).call("t", {}, { client })).toEqual({
    kind: "input_required",
    requests: { b: { method: "roots/list" } },
  });
  expect(client.asked).toEqual([{ a: { method: "roots/list" }, b: { method: "roots/list" } }]);
});

test.for([
  [{ action: "decline", content: { name: "no" } }, { action: "decline" }],
  [{ action: "cancel" }, { action: "cancel" }],
  [{ action: "accept" }, { action: "accept", content: {} }],
  [{ action: "something else" }, { action: "cancel" }],
  [7, { action: "cancel" }],
] as const)("the answer %j to a form is %j", async ([answer, seen]) => {
  const { call } = createTestToolbox(tool(async (_input, { ask }) => ask(form, { key: "k" })));

  expect(await call("t", {}, { client: createTestClient({ k: answer }) })).toMatchObject({
    result: { structuredContent: seen },
  });
});

test("roots that are none are an empty list", async () => {
  const { call } = createTestToolbox(tool(async (_input, { roots }) => ({ roots: await roots({ key: "k" }) })));

  expect(await call("t", {}, { client: createTestClient({ k: { roots: "x" } }) })).toMatchObject({
    result: { structuredContent: { roots: [] } },
  });
});

test("a tool can tell whether its client can be asked", async () => {
  const { call } = createTestToolbox(tool((_input, { can }) => ({ sampling: can("sampling"), roots: can("roots") })));

  expect(await call("t", {}, { client: createTestClient({}, ["roots"]) })).toMatchObject({
    result: { structuredContent: { sampling: false, roots: true } },
  });
});

test("asking a caller that cannot be asked is an error that says what to do", async () => {
  const { call, rows } = createTestToolbox(tool(async (_input, { roots }) => ({ roots: await roots() })));

  expect(await call("t", {}, { client: silentClient })).toMatchObject({
    result: { isError: true, content: [{ text: expect.stringContaining("Call it from an MCP client") }] },
  });
  expect(rows).toMatchObject([{ outcome: "error" }]);
});

test("announcements go to everyone", async () => {
  const { call, announced } = createTestToolbox(
    tool((_input, { announce }) => {
      announce({ kind: "resource_updated", uri: "notes://1" });
      return "done";
    }),
  );
  await call("t");

  expect(announced).toEqual([{ kind: "resource_updated", uri: "notes://1" }]);
});
