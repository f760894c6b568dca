import { expect, test } from "vitest";
import { parseArguments } from "./parse-arguments.ts";

test.for([
  ["", { ok: true, value: {} }],
  [' {"a":[1]} ', { ok: true, value: { a: [1] } }],
  ["[1]", { ok: false, message: undefined }],
  ["null", { ok: false, message: undefined }],
  ["{", { ok: false, message: expect.stringMatching(/JSON/) }],
] as const)("%j", ([text, expected]) => {
  expect(parseArguments(text)).toEqual(expected);
});
