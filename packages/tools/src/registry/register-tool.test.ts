import { describe, expect, test } from "vitest";
import * as z from "zod";
import type { ToolDefinition } from "../define-tool.ts";
import type { RegisteredTool } from "./registry.ts";
import { createRegistry } from "./create-registry.ts";

function register(more: object): RegisteredTool {
  const registry = createRegistry({ timeoutMs: 60_000 });
  const tool = { name: "t", description: "d", access: "read", run: () => "", ...more } as ToolDefinition;
  registry.setPack({ name: "p", description: "", definitions: [tool] });
  const [registered] = registry.tools();
  if (registered === undefined) throw new Error("not registered");
  return registered;
}

describe("a tool's listing", () => {
  test("has what the tool says, and nothing else", () => {
    expect(register({}).listing).toEqual({
      name: "t",
      description: "d",
      inputSchema: { type: "object", properties: {}, additionalProperties: false },
      annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true },
    });
    const icons = [{ src: "data:image/png;base64,aGk=" }];
    expect(register({ title: "T", icons, _meta: { a: 1 } }).listing).toMatchObject({
      title: "T",
      icons,
      _meta: { a: 1 },
      annotations: { title: "T" },
    });
  });

  test.for([
    ["read", { readOnlyHint: true, destructiveHint: false, idempotentHint: true }],
    ["write", { readOnlyHint: false, destructiveHint: false, idempotentHint: false }],
    ["destructive", { readOnlyHint: false, destructiveHint: true, idempotentHint: false }],
  ] as const)("%s access gives its annotations", ([access, annotations]) => {
    expect(register({ access }).listing.annotations).toEqual(annotations);
  });

  test("annotations override what access implies", () => {
    const annotations = { idempotentHint: true, openWorldHint: true };

    expect(register({ access: "write", annotations }).listing.annotations).toEqual({
      readOnlyHint: false,
      destructiveHint: false,
      idempotentHint: true,
      openWorldHint: true,
    });
  });

  test("zod becomes JSON Schema 2020-12 without naming it, input as it is sent and output as it comes", () => {
    const schema = z.object({ city: z.string().describe("Where"), days: z.int().default(3) });
    const { inputSchema, outputSchema } = register({ input: schema, output: schema }).listing;

    expect(inputSchema).toMatchObject({
      type: "object",
      properties: { city: { type: "string", description: "Where" }, days: { type: "integer", default: 3 } },
      required: ["city"],
    });
    expect(outputSchema).toMatchObject({ required: ["city", "days"] });
    expect(inputSchema).not.toHaveProperty("$schema");
  });

  test("JSON Schema stands as it is", () => {
    const input = {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      $defs: { a: { $anchor: "x" } },
      "x-own": 1,
    };

    expect(register({ input }).listing.inputSchema).toBe(input);
  });
});

test("a tool's time limit is its own, or the server's", () => {
  expect(register({}).timeoutMs).toBe(60_000);
  expect(register({ timeoutMs: 5 }).timeoutMs).toBe(5);
});

describe("a malformed tool is refused with what is wrong", () => {
  const name = "its name must be 1–128 letters, digits, `_`, `-` or `.`";
  const standard = { "~standard": { version: 1, vendor: "old", validate: (value: unknown) => ({ value }) } };
  test.for([
    [{ name: "" }, `Tool "": ${name}.`],
    [{ name: "has space" }, `Tool "has space": ${name}.`],
    [{ name: "a/b" }, `Tool "a/b": ${name}.`],
    [{ name: "x".repeat(129) }, name],
    [{ name: undefined }, `Tool "undefined": ${name}.`],
    [{ name: 7 }, `Tool "7": ${name}.`],
    [{ access: "admin" }, 'Tool "t": its `access` must be one of read, write, destructive.'],
    [{ access: undefined }, 'Tool "t": its `access` must be one of read, write, destructive.'],
    [{ description: "" }, 'Tool "t": it needs a description.'],
    [{ description: undefined }, 'Tool "t": it needs a description.'],
    [{ timeoutMs: 0 }, 'Tool "t": its `timeoutMs` must be between 1 and 2147483647.'],
    [{ timeoutMs: Infinity }, 'Tool "t": its `timeoutMs` must be between 1 and 2147483647.'],
    [{ timeoutMs: "5s" }, 'Tool "t": its `timeoutMs` must be between 1 and 2147483647.'],
    [{ input: { type: "string" } }, 'Tool "t": its input schema must be of `type: "object"`.'],
    [{ input: z.union([z.object({}), z.string()]) }, 'Tool "t": its input schema must be of `type: "object"`.'],
    [
      { input: standard },
      'Tool "t": its input schema cannot be turned into JSON Schema; use zod 4.2 or newer, or plain JSON Schema.',
    ],
    [
      { output: standard },
      'Tool "t": its output schema cannot be turned into JSON Schema; use zod 4.2 or newer, or plain JSON Schema.',
    ],
    [{ input: z.object({ when: z.date() }) }, 'Tool "t": Date cannot be represented in JSON Schema.'],
  ] as const)("%j", ([more, message]) => {
    expect(() => register(more)).toThrow(
      expect.objectContaining({ code: "invalid_input", message: expect.stringContaining(message) }),
    );
  });

  test.for([["a.b-c_D9"], ["x".repeat(128)]] as const)("but the name %s is fine", ([allowed]) => {
    expect(register({ name: allowed }).listing.name).toBe(allowed);
  });
});

test("arguments are masked where their schema marks them, and a schema that marks none costs nothing", () => {
  const nullable = z.object({ key: z.string().meta({ "x-secret": true }).nullable(), plain: z.string() });
  const { maskArguments } = register({ input: nullable });

  expect(maskArguments?.({ key: "k", plain: "p" })).toEqual({ key: "••••", plain: "p" });
  expect(register({ input: z.object({ key: z.string() }) }).maskArguments).toBeUndefined();
});

describe("x-mcp-header", () => {
  const input = (properties: object, more: object = {}) => ({ input: { type: "object", properties, ...more } });

  test("is found on strings, integers and booleans, at any depth", () => {
    const nested = { type: "object", properties: { dry: { type: "boolean", "x-mcp-header": "Dry-Run" } } };

    expect(
      register(
        input({
          region: { type: "string", "x-mcp-header": "Region" },
          size: { type: "integer", "x-mcp-header": "Size" },
          nested,
        }),
      ).headerParams,
    ).toEqual([
      { header: "Region", path: ["region"], type: "string" },
      { header: "Size", path: ["size"], type: "integer" },
      { header: "Dry-Run", path: ["nested", "dry"], type: "boolean" },
    ]);
    expect(register(input({ "x-mcp-header": { type: "string" } })).headerParams).toEqual([]);
  });

  const header = { type: "string", "x-mcp-header": "Region" };
  const unreachable =
    'Tool "t": x-mcp-header works only on properties that are reached through `properties` alone, at most 8 deep.';
  const deep = Array.from({ length: 9 }).reduce<object>(
    (schema) => ({ type: "object", properties: { a: schema } }),
    header,
  );
  test.for([
    [
      "a name that is none",
      input({ region: { type: "string", "x-mcp-header": "Re gion" } }),
      'Tool "t": x-mcp-header of `region` is not a header name.',
    ],
    ["an empty name", input({ region: { type: "string", "x-mcp-header": "" } }), "is not a header name"],
    ["a name that is no text", input({ region: { type: "string", "x-mcp-header": true } }), "is not a header name"],
    [
      "a number",
      input({ size: { type: "number", "x-mcp-header": "Size" } }),
      'Tool "t": x-mcp-header needs a string, integer or boolean at `size`.',
    ],
    [
      "several types",
      input({ size: { type: ["string", "null"], "x-mcp-header": "Size" } }),
      "needs a string, integer or boolean",
    ],
    ["an object", input({ o: { type: "object", "x-mcp-header": "O" } }), "needs a string, integer or boolean"],
    [
      "a name used twice, whatever its case",
      input({ a: header, b: { ...header, "x-mcp-header": "REGION" } }),
      'Tool "t": x-mcp-header "REGION" stands twice.',
    ],
    [
      "a secret",
      input({ key: { ...header, format: "password" } }),
      'Tool "t": `key` is secret and cannot be an x-mcp-header.',
    ],
    [
      "what is secret by a branch",
      input({ key: { ...header, allOf: [{ "x-secret": true }] } }),
      'Tool "t": `key` is secret and cannot be an x-mcp-header.',
    ],
    [
      "a part of a secret",
      input({ box: { type: "object", writeOnly: true, properties: { key: header } } }),
      'Tool "t": `box.key` is secret and cannot be an x-mcp-header.',
    ],
    ["items of an array", input({ list: { type: "array", items: header } }), unreachable],
    ["a branch of oneOf", input({ a: { oneOf: [header, { type: "null" }] } }), unreachable],
    ["a definition", input({ a: { $ref: "#/$defs/region" } }, { $defs: { region: header } }), unreachable],
    ["a property too deep", { input: deep }, unreachable],
  ] as const)("on %s is refused, because clients would drop the tool", ([, more, message]) => {
    expect(() => register(more)).toThrow(
      expect.objectContaining({ code: "invalid_input", message: expect.stringContaining(message) }),
    );
  });
});
