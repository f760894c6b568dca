import { expect, test, vi } from "vitest";
import * as z from "zod";
import type { ToolDefinition } from "../define-tool.ts";
import { createTestToolbox } from "../testing.ts";

/** What `run` received, or what the caller was told. */
async function send(
  input: ToolDefinition["input"],
  args: unknown,
): Promise<{ input: unknown } | { told: string; outcome: string | undefined }> {
  const run = vi.fn((_input: unknown) => "ok");
  const { call, rows } = createTestToolbox([
    { name: "t", description: "d", access: "read", ...(input !== undefined && { input }), run },
  ]);
  const answer = await call("t", args);
  if (run.mock.calls.length > 0) return { input: run.mock.calls[0]?.[0] };
  const block = answer.kind === "result" ? answer.result.content[0] : undefined;
  return { told: block?.type === "text" ? block.text : "", outcome: rows[0]?.outcome };
}

const person = {
  type: "object",
  properties: { name: { type: "string" }, age: { type: "integer" } },
  required: ["name"],
  additionalProperties: false,
};

test.for([
  ["zod", z.object({ name: z.string(), age: z.int().optional() })],
  ["JSON Schema", person],
] as const)("arguments that fit a %s schema reach the tool", async ([, schema]) => {
  expect(await send(schema, { name: "Ada", age: 36 })).toEqual({ input: { name: "Ada", age: 36 } });
});

test("arguments that do not fit zod are a refusal that says where", async () => {
  const answer = await send(z.object({ person: z.object({ name: z.string() }), tags: z.array(z.string()) }), {
    person: { name: 7 },
    tags: ["a", 1],
  });

  expect(answer).toMatchObject({
    outcome: "refused",
    told: expect.stringContaining("The arguments do not fit the tool's input schema:\n- person.name: "),
  });
  expect(answer).toMatchObject({ told: expect.stringContaining("\n- tags.1: ") });
});

test("arguments that do not fit JSON Schema are a refusal that says where", async () => {
  expect(await send(person, { age: "x", extra: 1 })).toEqual({
    outcome: "refused",
    told: [
      "The arguments do not fit the tool's input schema:",
      "- must have required property 'name'",
      "- must NOT have additional properties (extra)",
      "- age: must be integer",
    ].join("\n"),
  });
});

test.for([['{"what":"harmless","__proto__":{"what":"HIDDEN"}}'], ['{"list":[1,{"a":{"__proto__":1}}]}']] as const)(
  "a property named __proto__ is refused, and recorded: %s",
  async ([text]) => {
    const run = vi.fn(() => "ok");
    const input = { type: "object", properties: { what: { type: "string" } } };
    const { call, rows } = createTestToolbox([{ name: "t", description: "d", access: "read", input, run }]);
    await call("t", JSON.parse(text));

    expect(run).not.toHaveBeenCalled();
    expect(rows).toMatchObject([
      { outcome: "refused", arguments: text, message: expect.stringContaining("a property named `__proto__`") },
    ]);
  },
);

test("arguments nested deeper than the stack are looked through", async () => {
  const deep = `{"a":${"[".repeat(100_000)}{"__proto__":1}${"]".repeat(100_000)}}`;

  expect(await send({ type: "object" }, JSON.parse(deep))).toMatchObject({ outcome: "refused" });
});

test("names that only look like it are arguments like others", async () => {
  const args = { proto: 1, constructor: { prototype: 2 }, text: "__proto__", list: ["__proto__"] };

  expect(await send({ type: "object" }, args)).toEqual({ input: args });
});

test("at most eight problems are told", async () => {
  const properties = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`p${index}`, { type: "string" }]));
  const answer = await send(
    { type: "object", properties },
    Object.fromEntries(Object.keys(properties).map((name) => [name, 1])),
  );

  expect("told" in answer ? answer.told.split("\n").length : 0).toBe(1 + 8);
});

test("no arguments are an empty object", async () => {
  expect(await send(z.object({ name: z.string().optional() }), undefined)).toEqual({ input: {} });
  expect(await send(undefined, null)).toEqual({ input: {} });
});

test("a tool without input takes no arguments", async () => {
  expect(await send(undefined, { a: 1 })).toMatchObject({
    outcome: "refused",
    told: expect.stringContaining("must NOT have additional properties (a)"),
  });
});

test.for([
  ["zod", z.object({ count: z.int().default(3) })],
  ["JSON Schema", { type: "object", properties: { count: { type: "integer", default: 3 } } }],
] as const)("%s defaults are filled in, and the caller's arguments stay as they came", async ([, schema]) => {
  const args = {};

  expect(await send(schema, args)).toEqual({ input: { count: 3 } });
  expect(args).toEqual({});
});

test("zod transforms reach the tool", async () => {
  expect(await send(z.object({ when: z.string().trim() }), { when: " now " })).toEqual({ input: { when: "now" } });
});

test("a schema may validate asynchronously", async () => {
  const schema = {
    "~standard": {
      version: 1,
      vendor: "test",
      validate: async (value: unknown) =>
        value instanceof Object && "ok" in value
          ? { value }
          : { issues: [{ message: "Needs ok", path: [{ key: "ok" }] }] },
      jsonSchema: { input: () => ({ type: "object" }), output: () => ({ type: "object" }) },
    },
  } as const;

  expect(await send(schema, { ok: 1 })).toEqual({ input: { ok: 1 } });
  expect(await send(schema, {})).toMatchObject({ outcome: "refused", told: expect.stringContaining("- ok: Needs ok") });
});

test("a schema may be a function, and may need its `this`", async () => {
  const standard = {
    version: 1,
    vendor: "test",
    validate(value: unknown) {
      return this.vendor === "test" ? { value } : { issues: [{ message: "lost its this" }] };
    },
    jsonSchema: { input: () => ({ type: "object" }), output: () => ({ type: "object" }) },
  } as const;
  const schema = Object.assign(() => {}, { "~standard": standard });

  expect(await send(schema as unknown as ToolDefinition["input"], { a: 1 })).toEqual({ input: { a: 1 } });
});

test("draft 7, which many generators write, is understood", async () => {
  const schema = {
    $schema: "http://json-schema.org/draft-07/schema#",
    type: "object",
    properties: { pair: { type: "array", items: [{ type: "string" }, { type: "integer" }] } },
  };

  expect(await send(schema, { pair: ["a", 1] })).toEqual({ input: { pair: ["a", 1] } });
  expect(await send(schema, { pair: [1, "a"] })).toMatchObject({ outcome: "refused" });
});

test("a reference out of the schema is an error of the call, and nothing is fetched", async () => {
  const answer = await send(
    { type: "object", properties: { a: { $ref: "http://127.0.0.1:1/schema.json" } } },
    { a: 1 },
  );

  expect(answer).toMatchObject({
    outcome: "error",
    told: expect.stringContaining("can't resolve reference http://127.0.0.1:1/schema.json"),
  });
});
