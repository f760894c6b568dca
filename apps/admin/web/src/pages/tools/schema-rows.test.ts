import { expect, test } from "vitest";
import { schemaRows } from "./schema-rows.ts";

test("fields come in their order, nested ones below their parent", () => {
  const rows = schemaRows({
    type: "object",
    required: ["entities"],
    properties: {
      entities: {
        type: "array",
        items: {
          type: "object",
          required: ["name"],
          properties: { name: { type: "string" }, tags: { type: "array", items: { type: "string" } } },
        },
      },
      limit: { type: "integer", minimum: 1, maximum: 50, default: 10, description: "How many." },
    },
  });
  expect(rows.map(({ path, depth, type, required }) => ({ path, depth, type, required }))).toEqual([
    { path: "entities", depth: 0, type: "object[]", required: true },
    { path: "entities[].name", depth: 1, type: "string", required: true },
    { path: "entities[].tags", depth: 1, type: "string[]", required: false },
    { path: "limit", depth: 0, type: "integer", required: false },
  ]);
  expect(rows.at(-1)).toMatchObject({ limits: ["≥ 1", "≤ 50"], default: "10", description: "How many." });
});

test.for([
  { name: "a union", schema: { anyOf: [{ type: "string" }, { type: "null" }] }, type: "string | null" },
  { name: "a list of types", schema: { type: ["number", "null"] }, type: "number | null" },
  { name: "a constant", schema: { const: "on" }, type: '"on"' },
  {
    name: "an array of a union",
    schema: { type: "array", items: { anyOf: [{ type: "string" }, { type: "number" }] } },
    type: "(string | number)[]",
  },
  { name: "a format", schema: { type: "string", format: "uri" }, type: "string (uri)" },
  { name: "nothing said", schema: {}, type: "any" },
])("$name has a readable type", ({ schema, type }) => {
  expect(schemaRows({ type: "object", properties: { field: schema } })[0]?.type).toBe(type);
});

test("a reference is followed, and a recursive one ends", () => {
  const rows = schemaRows({
    type: "object",
    properties: { tree: { $ref: "#/$defs/node" } },
    $defs: { node: { type: "object", properties: { label: { type: "string" }, next: { $ref: "#/$defs/node" } } } },
  });
  expect(rows.map(({ path }) => path)).toEqual(["tree", "tree.label", "tree.next"]);
});

test("a name with a dot in it stays whole", () => {
  const [row] = schemaRows({ properties: { "a.b": { type: "string" } } });
  expect(row).toMatchObject({ name: "a.b", path: "a.b" });
});

test("secrets and options are marked", () => {
  const [token, mode] = schemaRows({
    properties: { token: { type: "string", "x-secret": true }, mode: { enum: ["a", "b"] } },
  });
  expect(token?.secret).toBe(true);
  expect(mode?.options).toEqual(['"a"', '"b"']);
});

test("the range of safe integers is no limit worth a line", () => {
  const [row] = schemaRows({
    properties: { n: { type: "integer", minimum: -Number.MAX_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER } },
  });
  expect(row?.limits).toEqual([]);
});

test.for([{ schema: {} }, { schema: { properties: "nonsense" } }, { schema: { properties: { a: null, b: [] } } }])(
  "nonsense gives no rows",
  ({ schema }) => {
    expect(schemaRows(schema)).toEqual([]);
  },
);
