import { describe, expect, test } from "vitest";
import * as z from "zod";
import type { ToolDefinition } from "../define-tool.ts";
import type { JsonSchema } from "../schema.ts";
import { checkFixedArguments, overrideTool } from "./override-tool.ts";
import { registerTool } from "./register-tool.ts";
import { validatedSchema } from "./validated-schema.ts";

function tool(input: ToolDefinition["input"], more: Partial<ToolDefinition> = {}) {
  const definition = { name: "t", description: "d", access: "read", input, run: () => "", ...more } as ToolDefinition;
  return registerTool(definition, { pack: "p", timeoutMs: 1000 });
}

const url = { type: "string" };
const page = tool({
  type: "object",
  properties: { url, limit: { type: "integer" }, format: { enum: ["text", "html"] } },
  required: ["url", "limit"],
  additionalProperties: false,
});
const shownOf = (schema: JsonSchema, fixed: Record<string, unknown>) =>
  overrideTool(tool({ type: "object", ...schema }), { arguments: fixed }).listing.inputSchema;

test("nothing to change leaves the tool itself", () => {
  expect(overrideTool(page, {})).toBe(page);
  expect(overrideTool(page, { arguments: {} })).toBe(page);
});

test("another name, title and description are what is listed, and the tool stays the same one", () => {
  const shown = overrideTool(page, { name: "wiki", title: "Wiki", description: "Reads the wiki." });

  expect(shown.listing).toMatchObject({
    name: "wiki",
    title: "Wiki",
    description: "Reads the wiki.",
    annotations: { title: "Wiki", readOnlyHint: true },
    inputSchema: page.listing.inputSchema,
  });
  expect([shown.definition, shown.digest, shown.validateInput]).toEqual([
    page.definition,
    page.digest,
    page.validateInput,
  ]);
  expect(page.listing.name).toBe("t");
});

describe("fixed arguments", () => {
  test("leave the schema, win over what is sent, and need not be sent", async () => {
    const fixed = overrideTool(page, { arguments: { url: "https://wiki.example.com" } });

    expect(fixed.listing.inputSchema).toEqual({
      type: "object",
      properties: { limit: { type: "integer" }, format: { enum: ["text", "html"] } },
      required: ["limit"],
      additionalProperties: false,
    });
    for (const sent of [{ limit: 1 }, { limit: 1, url: "https://evil.example.com" }])
      expect(await fixed.validateInput(sent)).toEqual({
        ok: true,
        value: { limit: 1, url: "https://wiki.example.com" },
      });
    expect(await fixed.validateInput({ limit: "x" })).toEqual({ ok: false, problems: ["limit: must be integer"] });
    expect(await fixed.validateInput("text")).toMatchObject({ ok: false });
  });

  test("of a second override add to those of the first", async () => {
    const twice = overrideTool(overrideTool(page, { arguments: { url: "a", limit: 1 } }), { arguments: { limit: 2 } });

    expect(twice.fixedArguments).toEqual({ url: "a", limit: 2 });
    expect(await twice.validateInput({})).toMatchObject({ value: { url: "a" } });
  });

  test("make it another tool to whoever consented, whatever their order", () => {
    const digests = [
      { url: "a", limit: 1 },
      { limit: 1, url: "a" },
      { url: "b", limit: 1 },
    ].map((fixed) => overrideTool(page, { arguments: fixed }).digest);

    expect(digests[0]).toBe(digests[1]);
    expect(new Set([page.digest, ...digests]).size).toBe(3);
  });

  test("take their headers along, those inside them too", () => {
    const header = (name: string) => ({ type: "string", "x-mcp-header": name });
    const withHeaders = tool({
      type: "object",
      properties: { a: header("A"), b: { type: "object", properties: { c: header("C") } }, d: header("D") },
    });

    expect(overrideTool(withHeaders, { arguments: { a: "x", b: {} } }).headerParams).toEqual([
      { header: "D", path: ["d"], type: "string" },
    ]);
  });

  test("that do not fit say at the call that the caller cannot mend it", async () => {
    const wrong = overrideTool(page, { arguments: { limit: "ten" } });

    expect(await wrong.validateInput({ url: 1 })).toEqual({
      ok: false,
      problems: ["url: must be string", expect.stringMatching(/^limit: must be integer \(.*fixed on the server/)],
    });
  });

  test.for([
    { fixed: { url: "https://x" }, problems: [] },
    { fixed: { url: 1, format: "pdf" }, problems: [/^url: must be string/, /^format: must be equal to one of/] },
    { fixed: { uri: "https://x" }, problems: [/^uri: the tool has no such argument/] },
  ])("$fixed are checked without the rest", async ({ fixed, problems }) => {
    expect(await checkFixedArguments(page, fixed)).toEqual(problems.map((problem) => expect.stringMatching(problem)));
  });

  test("are checked with zod too, where what an object does not know is dropped unless it is loose", async () => {
    const usual = tool(z.object({ url: z.url(), options: z.object({ depth: z.int() }).optional() }));

    expect(await checkFixedArguments(usual, { options: { depth: "x" } })).toEqual([
      expect.stringMatching(/^options\.depth: /),
    ]);
    expect(await checkFixedArguments(usual, { uri: "x" })).toEqual(["uri: the tool has no such argument"]);
    expect(await checkFixedArguments(tool(z.looseObject({})), { uri: "x" })).toEqual([]);
  });
});

describe("a schema with fixed arguments left out", () => {
  test("no longer requires, counts or exemplifies them", () => {
    const schema = {
      properties: { a: url, b: url, c: url },
      required: ["a"],
      minProperties: 1,
      maxProperties: 2,
      dependentRequired: { a: ["b"], b: ["a", "c"] },
      examples: [{ a: "1", b: "2" }],
      default: { a: "1" },
    };

    expect(shownOf(schema, { a: "x" })).toEqual({
      type: "object",
      properties: { b: url, c: url },
      required: [],
      minProperties: 0,
      maxProperties: 1,
      dependentRequired: { b: ["c"] },
      examples: [{ b: "2" }],
      default: {},
    });
  });

  test("nor in the alternatives of the same object", () => {
    const schema = {
      properties: { a: url, b: url },
      anyOf: [{ required: ["a"] }, { required: ["b"] }],
      allOf: [{ properties: { a: { minLength: 1 }, b: { minLength: 2 } } }],
    };

    expect(shownOf(schema, { a: "x" })).toMatchObject({
      anyOf: [{ required: [] }, { required: ["b"] }],
      allOf: [{ properties: { b: { minLength: 2 } } }],
    });
  });

  test("has no condition on what is not seen, and keeps others", () => {
    const condition = (name: string) => ({
      properties: { a: url, b: url },
      if: { properties: { [name]: { const: "x" } } },
      else: { required: ["b"] },
    });

    expect(shownOf(condition("a"), { a: "x" })).toEqual({ type: "object", properties: { b: url } });
    expect(shownOf(condition("b"), { a: "x" })).toMatchObject({ else: { required: ["b"] } });
  });

  test("keeps the definitions that are still referred to, through others too", () => {
    const $defs = { one: { items: { $ref: "#/$defs/two" } }, two: url, three: { $ref: "#/$defs/two" } };
    const properties = { a: { $ref: "#/$defs/three" }, b: { $ref: "#/$defs/one" } };

    expect(shownOf({ properties, $defs }, { a: "x" })["$defs"]).toEqual({ one: $defs.one, two: url });
    expect(shownOf({ properties, $defs }, { a: "x", b: "y" })).toEqual({ type: "object", properties: {} });
  });
});

describe("the schema of validated arguments", () => {
  test("of JSON Schema has what defaults fill in", () => {
    const schema = { type: "object", properties: { a: url, b: { default: 1 } }, required: ["a"] };

    expect(validatedSchema(tool(schema))).toEqual({ ...schema, required: ["a", "b"] });
    expect(validatedSchema(tool(undefined))).toMatchObject({ properties: {}, additionalProperties: false });
  });

  test("of zod is what comes out, and unknown where that is no JSON", () => {
    expect(validatedSchema(tool(z.object({ n: z.coerce.number().default(1) })))).toMatchObject({
      properties: { n: { type: "number" } },
      required: ["n"],
      additionalProperties: false,
    });
    expect(validatedSchema(tool(z.object({ n: z.string().transform((text) => text.length) })))).toBeUndefined();
  });
});
