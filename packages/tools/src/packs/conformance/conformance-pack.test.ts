import { describe, expect, test } from "vitest";
import { createTestClient, createTestToolbox } from "../../testing.ts";
import { createConformancePack } from "./conformance-pack.ts";

const { definitions } = createConformancePack();
const accept = (content: object) => ({ action: "accept", content });
const sampled = (text: string) => ({ role: "assistant", model: "m", content: { type: "text", text } });

async function load() {
  const box = createTestToolbox(definitions);
  await box.toolbox.load();
  return box;
}

async function callText(tool: string, args?: unknown, client = createTestClient()): Promise<string | undefined> {
  const answer = await createTestToolbox(definitions).call(tool, args, { client });
  if (answer.kind !== "result") throw new Error(`${tool} answered ${answer.kind}`);
  const block = answer.result.content[0];
  return block?.type === "text" ? block.text : undefined;
}

test("has every fixture the suite asks for", async () => {
  const { registry } = (await load()).toolbox;

  expect(registry.tools().map(({ listing }) => listing.name)).toEqual([
    "test_simple_text",
    "test_image_content",
    "test_audio_content",
    "test_embedded_resource",
    "test_multiple_content_types",
    "test_error_handling",
    "test_tool_with_progress",
    "test_tool_with_logging",
    "test_logging_tool",
    "test_reconnection",
    "test_trigger_tool_change",
    "test_trigger_prompt_change",
    "test_trigger_resource_update",
    "test_sampling",
    "test_elicitation",
    "test_elicitation_sep1034_defaults",
    "test_elicitation_sep1330_enums",
    "test_missing_capability",
    "test_streaming_elicitation",
    "test_input_required_result_elicitation",
    "test_input_required_result_sampling",
    "test_input_required_result_list_roots",
    "test_input_required_result_request_state",
    "test_input_required_result_tampered_state",
    "test_input_required_result_multiple_inputs",
    "test_input_required_result_multi_round",
    "test_input_required_result_capabilities",
    "json_schema_2020_12_tool",
    "test_x_mcp_header",
  ]);
  expect(registry.resources().map(({ uri }) => uri)).toEqual([
    "test://static-text",
    "test://static-binary",
    "test://watched-resource",
  ]);
  expect(registry.templates().map(({ uriTemplate }) => uriTemplate)).toEqual(["test://template/{id}/data"]);
  expect(registry.prompts().map(({ name }) => name)).toEqual([
    "test_simple_prompt",
    "test_prompt_with_arguments",
    "test_prompt_with_embedded_resource",
    "test_prompt_with_image",
    "test_input_required_result_prompt",
  ]);
  expect(registry.prompts().every(({ description }) => description !== undefined)).toBe(true);
});

test.for([
  ["test_simple_text", ["text"]],
  ["test_image_content", ["image"]],
  ["test_audio_content", ["audio"]],
  ["test_embedded_resource", ["resource"]],
  ["test_multiple_content_types", ["text", "image", "resource"]],
] as const)("%s returns %j", async ([tool, types]) => {
  const answer = await (await load()).call(tool);

  expect(answer).toMatchObject({ kind: "result", result: { content: types.map((type) => ({ type })) } });
});

test("the image is a PNG and the sound a WAV", async () => {
  const box = await load();
  const image = await box.call("test_image_content");
  const audio = await box.call("test_audio_content");

  expect(firstBytes(image)).toEqual([0x89, 0x50, 0x4e, 0x47]);
  expect(firstBytes(audio)).toEqual([...Buffer.from("RIFF")]);
});

test("test_error_handling fails with its message", async () => {
  const answer = await (await load()).call("test_error_handling");

  expect(answer).toMatchObject({
    result: { isError: true, content: [{ text: expect.stringContaining("intentionally returns an error") }] },
  });
});

test("test_tool_with_progress reports three steps", async () => {
  const steps: [number, number | undefined][] = [];
  await (await load()).call("test_tool_with_progress", {}, { progress: (done, total) => steps.push([done, total]) });

  expect(steps).toEqual([
    [0, 100],
    [50, 100],
    [100, 100],
  ]);
});

test("the logging tools log to the client", async () => {
  const client = createTestClient();
  const box = await load();
  await box.call("test_tool_with_logging", {}, { client });
  await box.call("test_logging_tool", {}, { client });

  expect(client.logged.map(({ level }) => level)).toEqual(["info", "info", "info", "info"]);
});

test("test_reconnection lets go of the stream before it finishes", async () => {
  const client = createTestClient();
  const running = (await load()).call("test_reconnection", {}, { client });
  await expect.poll(() => client.releases).toBe(1);

  await expect(running).resolves.toMatchObject({ kind: "result", result: { content: [{ type: "text" }] } });
});

test("the triggers announce their change", async () => {
  const box = await load();
  await box.call("test_trigger_tool_change");
  await box.call("test_trigger_prompt_change");
  await box.call("test_trigger_resource_update");

  expect(box.announced).toEqual([
    { kind: "tools_changed" },
    { kind: "prompts_changed" },
    { kind: "resource_updated", uri: "test://watched-resource" },
  ]);
});

describe("tools that ask", () => {
  test.for([
    ["test_input_required_result_elicitation", { user_name: "elicitation/create" }],
    ["test_input_required_result_sampling", { capital_question: "sampling/createMessage" }],
    ["test_input_required_result_list_roots", { client_roots: "roots/list" }],
    ["test_input_required_result_request_state", { confirm: "elicitation/create" }],
    ["test_input_required_result_tampered_state", { confirm: "elicitation/create" }],
    ["test_input_required_result_multi_round", { step1: "elicitation/create" }],
    ["test_missing_capability", { pong: "sampling/createMessage" }],
    ["test_streaming_elicitation", { user_name: "elicitation/create" }],
    [
      "test_input_required_result_multiple_inputs",
      { user_name: "elicitation/create", greeting: "sampling/createMessage", client_roots: "roots/list" },
    ],
  ] as const)("%s asks %j first", async ([tool, methods]) => {
    const answer = await (await load()).call(tool, {}, { client: createTestClient() });

    expect(answer.kind).toBe("input_required");
    const requests = answer.kind === "input_required" ? answer.requests : {};
    expect(Object.fromEntries(Object.entries(requests).map(([key, { method }]) => [key, method]))).toEqual(methods);
  });

  test.for([
    ["test_input_required_result_elicitation", { user_name: accept({ name: "Alice" }) }, "Hello, Alice!"],
    ["test_input_required_result_sampling", { capital_question: sampled("Paris") }, "Paris"],
    ["test_input_required_result_list_roots", { client_roots: { roots: [{ uri: "file:///a" }] } }, "file:///a"],
    ["test_input_required_result_request_state", { confirm: accept({ ok: true }) }, "state-ok"],
    ["test_input_required_result_tampered_state", { confirm: accept({ ok: true }) }, "integrity-ok"],
    [
      "test_input_required_result_multi_round",
      { step1: accept({ name: "Alice" }), step2: accept({ color: "blue" }) },
      "Alice likes blue",
    ],
    ["test_missing_capability", { pong: sampled("pong") }, "pong"],
    ["test_streaming_elicitation", { user_name: accept({ name: "Alice" }) }, "Alice"],
    [
      "test_input_required_result_multiple_inputs",
      { user_name: accept({ name: "Alice" }), greeting: sampled("Hi"), client_roots: { roots: [] } },
      "Hi",
    ],
  ] as const)("%s completes with its answers", async ([tool, answers, text]) => {
    expect(await callText(tool, {}, createTestClient(answers))).toContain(text);
  });

  test("the second round of test_input_required_result_multi_round asks step2 alone", async () => {
    const client = createTestClient({ step1: accept({ name: "Alice" }) });
    const answer = await (await load()).call("test_input_required_result_multi_round", {}, { client });

    expect(answer).toMatchObject({ kind: "input_required", requests: { step2: { method: "elicitation/create" } } });
    expect(Object.keys(answer.kind === "input_required" ? answer.requests : {})).toEqual(["step2"]);
  });

  test.for([
    [["sampling"], ["greeting"]],
    [
      ["elicitation", "roots"],
      ["user_name", "client_roots"],
    ],
  ] as const)("test_input_required_result_capabilities asks a client with %j only %j", async ([features, keys]) => {
    const client = createTestClient({}, features);
    const answer = await (await load()).call("test_input_required_result_capabilities", {}, { client });

    expect(Object.keys(answer.kind === "input_required" ? answer.requests : {})).toEqual(keys);
  });

  test("test_input_required_result_capabilities asks nothing of a client that can be asked nothing", async () => {
    expect(await callText("test_input_required_result_capabilities", {}, createTestClient({}, []))).toContain(
      "nothing",
    );
  });

  test("test_sampling and test_elicitation pass their arguments on", async () => {
    const model = createTestClient({ ask_1: sampled("pong") });
    const person = createTestClient({ ask_1: accept({ username: "u", email: "e@example.com" }) });

    expect(await callText("test_sampling", { prompt: "ping" }, model)).toBe("LLM response: pong");
    expect(await callText("test_elicitation", { message: "Who?" }, person)).toContain("action=accept");
    expect(model.asked).toMatchObject([
      { ask_1: { params: { messages: [{ content: { text: "ping" } }], maxTokens: 100 } } },
    ]);
    expect(person.asked).toMatchObject([{ ask_1: { params: { message: "Who?" } } }]);
  });

  test("the defaults and the five kinds of choice reach the client as they stand", async () => {
    const client = createTestClient({ ask_1: { action: "decline" } });
    await callText("test_elicitation_sep1034_defaults", {}, client);
    await callText("test_elicitation_sep1330_enums", {}, client);

    expect(client.asked[0]).toMatchObject({
      ask_1: {
        params: {
          requestedSchema: {
            properties: {
              name: { default: "John Doe" },
              age: { type: "integer", default: 30 },
              score: { type: "number", default: 95.5 },
              status: { enum: ["active", "inactive", "pending"], default: "active" },
              verified: { default: true },
            },
          },
        },
      },
    });
    expect(client.asked[1]).toMatchObject({
      ask_1: {
        params: {
          requestedSchema: {
            properties: {
              untitledSingle: { type: "string", enum: expect.any(Array) },
              titledSingle: { type: "string", oneOf: expect.any(Array) },
              legacyEnum: { enum: ["opt1", "opt2", "opt3"], enumNames: ["Option One", "Option Two", "Option Three"] },
              untitledMulti: { type: "array", items: { type: "string", enum: expect.any(Array) } },
              titledMulti: { type: "array", items: { anyOf: expect.any(Array) } },
            },
          },
        },
      },
    });
  });
});

test("json_schema_2020_12_tool is listed as it stands and validates by it", async () => {
  const box = await load();
  const schema = box.toolbox.registry.tool("json_schema_2020_12_tool")?.listing.inputSchema;

  expect(schema).toMatchObject({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $defs: { address: { $anchor: "addressDef" } },
    allOf: [{ anyOf: [{ required: ["phone"] }, { required: ["email"] }] }],
    if: { required: ["contactMethod"] },
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    then: { required: ["phone"] },
    else: { required: ["email"] },
    additionalProperties: false,
  });
  expect(
    await box.call("json_schema_2020_12_tool", { contactMethod: "phone", phone: "1", address: { city: "x" } }),
  ).not.toMatchObject({ result: { isError: true } });
  expect(await box.call("json_schema_2020_12_tool", { contactMethod: "phone", email: "e" })).toMatchObject({
    result: { isError: true },
  });
});

test("test_x_mcp_header mirrors two of its arguments", async () => {
  const { registry } = (await load()).toolbox;

  expect(registry.tool("test_x_mcp_header")?.headerParams).toEqual([
    { header: "Region", path: ["region"], type: "string" },
    { header: "Priority", path: ["priority"], type: "integer" },
  ]);
});

test("the resource template puts its variable into the content", async () => {
  const { registry } = (await load()).toolbox;
  const found = registry.matchTemplate("test://template/123/data");

  expect(found?.variables).toEqual({ id: "123" });
  expect(found?.template.read(found.variables, undefined as never)).toBe(
    '{"id":"123","templateTest":true,"data":"Data for ID: 123"}',
  );
});

test("the prompt with arguments repeats them and completes the first", async () => {
  const prompt = (await load()).toolbox.registry.prompt("test_prompt_with_arguments");

  expect(prompt?.messages({ arg1: "hello", arg2: "world" }, undefined as never)).toBe(
    "Prompt with arguments: arg1='hello', arg2='world'",
  );
  expect(prompt?.arguments?.[0]?.complete?.("par", {}, undefined as never)).toEqual(["paris", "park", "party"]);
});

function firstBytes(answer: Awaited<ReturnType<Awaited<ReturnType<typeof load>>["call"]>>): number[] {
  const block = answer.kind === "result" ? answer.result.content[0] : undefined;
  return block !== undefined && "data" in block ? [...Buffer.from(block.data, "base64").subarray(0, 4)] : [];
}
