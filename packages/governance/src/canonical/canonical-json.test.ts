import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalDigest, canonicalJson } from "./canonical-json.ts";

/** What can be written as I-JSON (RFC 7493). */
const json = fc.jsonValue({ noUnicodeString: false, stringUnit: "binary" });

/** The same value with its properties in another order, at every level. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, part]) => [name, shuffled(part)]),
  );
}

test("says the same value, for whoever reads it", () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(plain(value));
    }),
  );
});

test("is one text for one value, however its properties are ordered and its text is spaced", () => {
  fc.assert(
    fc.property(json, (value) => {
      const text = canonicalJson(value);
      expect(canonicalJson(shuffled(value))).toBe(text);
      expect(canonicalJson(JSON.parse(JSON.stringify(value, undefined, 3)))).toBe(text);
      expect(canonicalJson(JSON.parse(text))).toBe(text);
    }),
  );
});

test("two values have one digest only where they are the same value", () => {
  fc.assert(
    fc.property(json, json, (one, other) => {
      const isSame = canonicalJson(one) === canonicalJson(other);
      expect(canonicalDigest(one) === canonicalDigest(other)).toBe(isSame);
      if (!isSame) expect(plain(one)).not.toEqual(plain(other));
    }),
  );
});

/** `-0` is written `0` (RFC 8785 §3.2.2.3). */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

test("sorts names by UTF-16 code units, as in RFC 8785 §3.2.3", () => {
  const value = JSON.parse(
    String.raw`{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",` +
      String.raw`"\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}`,
  ) as Record<string, string>;
  expect(Object.values(JSON.parse(canonicalJson(value)) as object)).toEqual(
    expect.arrayContaining(Object.values(value)),
  );
  expect([...canonicalJson(value).matchAll(/:"([^"]+)"/g)].map(([, text]) => text)).toEqual([
    "Carriage Return",
    "One",
    "Control",
    "Latin Small Letter O With Diaeresis",
    "Euro Sign",
    "Emoji: Grinning Face",
    "Hebrew Letter Dalet With Dagesh",
  ]);
});

test.for([
  // RFC 8785, appendix B, and its example of §3.2.2.
  [
    [Number("333333333.33333329"), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
    "[333333333.3333333,1e+30,4.5,0.002,1e-27]",
  ],
  ['\u20ac$\u000f\nA\'B"\\\\"/', String.raw`"€$\u000f\nA'B\"\\\\\"/"`],
  [[56, { d: true, 10: null, 1: [] }], '[56,{"1":[],"10":null,"d":true}]'],
  [-0, "0"],
  [1e21, "1e+21"],
  [2 ** 53 + 2, "9007199254740994"],
  [1.0, "1"],
  [Number.MIN_VALUE, "5e-324"],
  [{}, "{}"],
  [JSON.parse('{"__proto__":{"a":1},"constructor":2}'), '{"__proto__":{"a":1},"constructor":2}'],
] as const)("writes %o as %s", ([value, text]) => {
  expect(canonicalJson(value)).toBe(text);
});

test("what looks alike is not the same: text is not normalised", () => {
  expect(canonicalDigest("\u00e9")).not.toBe(canonicalDigest("e\u0301"));
  expect(canonicalDigest("1")).not.toBe(canonicalDigest(1));
  expect(canonicalDigest(null)).not.toBe(canonicalDigest({}));
});

const circle: Record<string, unknown> = {};
circle["self"] = circle;

test.for([
  ["undefined", undefined],
  ["an undefined property", { a: undefined }],
  ["a hole", [1, , 2]], // oxlint-disable-line no-sparse-arrays -- it is what is tested
  ["a bigint", 1n],
  ["a function", () => 1],
  ["a symbol", Symbol("x")],
  ["not a number", Number.NaN],
  ["infinity", [Number.POSITIVE_INFINITY]],
  ["a date", new Date(0)],
  ["a map", { m: new Map() }],
  ["half of a surrogate pair", "\ud800"],
  ["half of a surrogate pair as a name", { "\udc00": 1 }],
  ["a circle", circle],
  ["what is too deep", JSON.parse("[".repeat(100_000) + "]".repeat(100_000))],
] as const)("refuses %s", ([, value]) => {
  expect(() => canonicalJson(value)).toThrow(expect.objectContaining({ code: "invalid_input" }));
});
