import fc from "fast-check";
import { expect, test } from "vitest";
import { parseStrictJson } from "./parse-strict-json.ts";

test("reads what JSON.parse reads", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, space) => {
      const text = JSON.stringify(value, undefined, space);
      expect(parseStrictJson(text)).toEqual(JSON.parse(text));
    }),
    { numRuns: 500 },
  );
});

test.for([
  ['{"a":1,"a":2}', 1],
  ['{"a":1,\n"b":[{"x":1},{"x":1,\n"x":2}]}', 3],
  ['{"a":{"a":1},"\\u0061":2}', 1],
  ['{"a":"}{,:","b":"\\"","a":1}', 1],
  ['[{"a":[1,2,"a"],"a":1}]', 1],
] as const)("%j names a property twice, and the line is said", ([text, line]) => {
  expect(() => parseStrictJson(text)).toThrow(
    expect.objectContaining({ code: "invalid_input", message: expect.stringMatching(`twice.*line ${line}`) }),
  );
});

test.for(['{"a":1,"b":{"a":1}}', '["a","a"]', '{"a":"a","b":"a"}', '{"a":"\\\\","b":1}'])("%j does not", (text) => {
  expect(parseStrictJson(text)).toEqual(JSON.parse(text));
});

test.for(["", "{", "{'a':1}", '{"a":1,}', "NaN"])("%j is not JSON", (text) => {
  expect(() => parseStrictJson(text)).toThrow(expect.objectContaining({ code: "invalid_input" }));
});

test("takes long strings, whatever is in them", () => {
  for (const character of ["a", "\\", '"', "\n"]) {
    const text = JSON.stringify({ a: character.repeat(2_000_000) });
    expect(parseStrictJson(text)).toHaveProperty("a.length", 2_000_000);
  }
});
