import { expect, test } from "vitest";
import { createSchemaValidator } from "./schema-validator.ts";

const validator = createSchemaValidator(({ keyword, wanted }) => `${keyword} ${JSON.stringify(wanted)}`);

test("errors stand at their fields, in the words given", () => {
  const schema = {
    type: "object" as const,
    properties: { a: { type: "string" as const, minLength: 2 }, "b.c": { type: "number" as const } },
    required: ["d"],
  };
  expect(validator.validateFormData({ a: "x", "b.c": "y" }, schema).errorSchema).toEqual({
    a: { __errors: ["minLength 2"] },
    "b.c": { __errors: ['type "number"'] },
    d: { __errors: ["required true"] },
  });
  expect(validator.validateFormData({ a: "xx", d: 1 }, schema)).toEqual({ errors: [], errorSchema: {} });
});

test("a part is held against what the whole schema defines", () => {
  const root = { $defs: { short: { type: "string" as const, maxLength: 2 } } };
  expect(validator.isValid({ $ref: "#/$defs/short" }, "ok", root)).toBe(true);
  expect(validator.isValid({ $ref: "#/$defs/short" }, "long", root)).toBe(false);
  expect(validator.isValid({ $ref: "#/$defs/gone" }, "ok", root)).toBe(false);
  expect(validator.isValid({}, undefined, root)).toBe(false);
});

test("a schema that cannot be read stops nobody: the server judges", () => {
  expect(validator.validateFormData({ a: 1 }, { $ref: "#/nowhere" }).errors).toEqual([]);
});
