import { expect, test } from "vitest";
import { createSchemaMask } from "./create-schema-mask.ts";

const secret = { type: "string", "x-secret": true };
const M = "••••";

test.for<[string, object, unknown, unknown]>([
  ["a property", { properties: { a: secret } }, { a: "s", b: "o" }, { a: M, b: "o" }],
  [
    "a property of a property",
    { properties: { a: { properties: { b: secret } } } },
    { a: { b: "s" } },
    { a: { b: M } },
  ],
  ["format: password", { properties: { a: { format: "password" } } }, { a: "s" }, { a: M }],
  ["writeOnly", { properties: { a: { writeOnly: true } } }, { a: 7 }, { a: M }],
  ["all that a secret holds", { properties: { a: { writeOnly: true } } }, { a: { b: ["s"] } }, { a: M }],
  ["nothing that is empty", { properties: { a: secret, b: secret } }, { a: "", b: null }, { a: "", b: null }],
  [
    "items",
    { properties: { a: { items: { properties: { p: secret } } } } },
    { a: [{ p: "s" }, 1] },
    { a: [{ p: M }, 1] },
  ],
  ["prefixItems", { properties: { a: { prefixItems: [true, secret] } } }, { a: ["o", "s", "o"] }, { a: ["o", M, "o"] }],
  [
    "items after prefixItems",
    { properties: { a: { prefixItems: [{}], items: secret } } },
    { a: ["o", "s", "s"] },
    { a: ["o", M, M] },
  ],
  [
    "items and additionalItems of draft 7",
    { properties: { a: { items: [{}, secret], additionalItems: secret } } },
    { a: ["o", "s", "s"] },
    { a: ["o", M, M] },
  ],
  ["contains", { properties: { a: { contains: secret } } }, { a: ["s"] }, { a: [M] }],
  ["unevaluatedItems", { properties: { a: { unevaluatedItems: secret } } }, { a: ["s"] }, { a: [M] }],
  [
    "additionalProperties, and not those that are named",
    { properties: { a: {}, b: true }, patternProperties: { "^c": {} }, additionalProperties: secret },
    { a: "o", b: "o", c1: "o", x: "s" },
    { a: "o", b: "o", c1: "o", x: M },
  ],
  ["patternProperties", { patternProperties: { "^p": secret } }, { pin: "s", o: "o" }, { pin: M, o: "o" }],
  ["unevaluatedProperties", { unevaluatedProperties: secret }, { a: "s" }, { a: M }],
  ["a branch of anyOf", { properties: { a: { anyOf: [secret, { type: "null" }] } } }, { a: "s" }, { a: M }],
  ["a branch of oneOf", { properties: { a: { oneOf: [{ type: "integer" }, secret] } } }, { a: "s" }, { a: M }],
  ["a part of allOf", { allOf: [{ properties: { a: secret } }, { properties: { b: {} } }] }, { a: "s" }, { a: M }],
  ["else", { if: { required: ["b"] }, else: { properties: { a: secret } } }, { a: "s" }, { a: M }],
  ["dependentSchemas", { dependentSchemas: { b: { properties: { a: secret } } } }, { a: "s" }, { a: M }],
  ["a reference", { properties: { a: { $ref: "#/$defs/pin" } }, $defs: { pin: secret } }, { a: "s" }, { a: M }],
  [
    "a reference with escapes",
    { properties: { a: { $ref: "#/$defs/a~1b%20c" } }, $defs: { "a/b c": secret } },
    { a: "s" },
    { a: M },
  ],
  [
    "a reference to an anchor",
    { properties: { a: { $ref: "#pin" } }, $defs: { x: { ...secret, $anchor: "pin" } } },
    { a: "s" },
    { a: M },
  ],
  [
    "a reference to a part with an $id",
    {
      properties: { a: { $ref: "pin.json#/$defs/own" } },
      $defs: { x: { $id: "pin.json", $defs: { own: secret } }, own: {} },
    },
    { a: "s" },
    { a: M },
  ],
  [
    "a schema that holds itself",
    { properties: { pin: secret, next: { anyOf: [{ $ref: "#" }, { type: "null" }] } } },
    { pin: "s", next: { pin: "s", next: { pin: "s", next: null, o: 1 } } },
    { pin: M, next: { pin: M, next: { pin: M, next: null, o: 1 } } },
  ],
  [
    "references in a circle",
    {
      properties: { a: { $ref: "#/$defs/x" }, b: secret },
      $defs: { x: { $ref: "#/$defs/y" }, y: { $ref: "#/$defs/x" } },
    },
    { a: "o", b: "s" },
    { a: "o", b: M },
  ],
  [
    "what nobody can look up",
    { properties: { a: { $ref: "https://example.com/pin.json" }, b: secret, c: {} } },
    { a: "?", b: "s", c: "o" },
    { a: M, b: M, c: "o" },
  ],
])("masks %s", ([, schema, value, masked]) => {
  const given = structuredClone(value);
  expect(createSchemaMask({ type: "object", ...schema })?.(given)).toEqual(masked);
  expect(given).toEqual(value);
});

test("a property named __proto__ is masked and kept like any other", () => {
  const mask = createSchemaMask({ additionalProperties: secret });
  expect(JSON.stringify(mask?.(JSON.parse('{"__proto__":{"a":"s"}}')))).toBe(`{"__proto__":"${M}"}`);
});

test.for<[string, object]>([
  ["no mark", { properties: { a: { format: "email", "x-secret": false } } }],
  ["a mark in a text", { properties: { a: { description: '"x-secret":true' } } }],
  ["a mark that nothing leads to", { properties: { a: {} }, $defs: { pin: secret } }],
  [
    "a reference to outside and no mark",
    { properties: { a: { $ref: "https://json-schema.org/draft/2020-12/schema" } } },
  ],
])("there is no mask for %s", ([, schema]) => {
  expect(createSchemaMask({ type: "object", ...schema })).toBeUndefined();
});

test("the mask may be another text", () => {
  expect(createSchemaMask({ properties: { a: secret } }, "YOURS")?.({ a: "s" })).toEqual({ a: "YOURS" });
});
