import { expect, test } from "vitest";
import { findProblems } from "./find-problems.ts";

const object = (properties: object, more: object = {}) => ({ type: "object", properties, ...more });
const tag = object({ label: { type: "string", maxLength: 3 } }, { required: ["label"] });

test.for<[string, Record<string, unknown>, unknown, unknown[]]>([
  ["what fits", object({ a: { type: "string" } }), { a: "x" }, []],
  ["what a form left undefined", object({ a: { type: "string" } }), { a: undefined }, []],
  [
    "a missing field, at its own place",
    object({ a: {} }, { required: ["a"] }),
    {},
    [{ keyword: "required", path: ["a"], wanted: true }],
  ],
  [
    "a value deep inside, said once",
    object({ list: { type: "array", items: tag } }),
    { list: [{ label: "ok" }, { label: "long" }] },
    [{ keyword: "maxLength", path: ["list", "1", "label"], wanted: 3 }],
  ],
  [
    "a value behind a reference",
    { ...object({ a: { $ref: "#/$defs/n" } }), $defs: { n: { type: "number", minimum: 5 } } },
    { a: 1 },
    [{ keyword: "minimum", path: ["a"], wanted: 5 }],
  ],
  [
    "a field that must not be there",
    object({}, { additionalProperties: false }),
    { "x/y z": 1 },
    [{ keyword: "additionalProperties", path: ["x/y z"], wanted: false }],
  ],
  [
    "of what may be null, what is wrong with what is not",
    object({ a: { anyOf: [{ type: "string", minLength: 2 }, { type: "null" }] } }),
    { a: "x" },
    [{ keyword: "minLength", path: ["a"], wanted: 2 }],
  ],
  [
    "each place of a repeated alternative by itself",
    object({ l: { type: "array", items: { anyOf: [{ type: "string", minLength: 2 }, { type: "null" }] } } }),
    { l: ["x", "yy", "z"] },
    [
      { keyword: "minLength", path: ["l", "0"], wanted: 2 },
      { keyword: "minLength", path: ["l", "2"], wanted: 2 },
    ],
  ],
  ["a choice", object({ a: { enum: ["b", "c"] } }), { a: "d" }, [{ keyword: "enum", path: ["a"], wanted: ["b", "c"] }]],
  ["everything, when nothing is there", object({}), undefined, [{ keyword: "type", path: [], wanted: "object" }]],
])("finds %s", ([, schema, data, problems]) => {
  expect(findProblems(schema, data)).toEqual(problems);
});
