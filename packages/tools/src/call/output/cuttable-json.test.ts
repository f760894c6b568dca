import * as fc from "fast-check";
import { expect, test } from "vitest";
import { cuttableJson } from "./cuttable-json.ts";

const cut = (value: unknown, bytesMax: number): unknown => {
  const text = cuttableJson(JSON.stringify(value))?.cut(bytesMax);
  return text === undefined ? undefined : JSON.parse(text);
};

test.for([
  ["items go from the end", [1, 22, 333], [1, 22]],
  ["an array may become empty", ["a long text"], []],
  ["what is around an array stays", { total: 3, rows: [1, 2, 3], next: "x" }, { total: 3, rows: [1], next: "x" }],
  ["the array with the most in it goes first", { a: [1, 2], b: [1, 2, 3, 4, 5] }, { a: [1, 2], b: [1] }],
  ["then the next one", { a: [1, 2], b: [1, 2, 3, 4, 5] }, { a: [1], b: [] }],
  ["an item that is too long alone is cut within", [{ rows: [1, 2, 3, 4] }, 5], [{ rows: [1, 2] }]],
  ["arrays deep in objects count", { x: { y: { rows: [1, 2, 3] } } }, { x: { y: { rows: [1, 2] } } }],
] as const)("%s", ([, value, expected]) => {
  expect(cut(value, JSON.stringify(expected).length)).toEqual(expected);
});

test.for([
  ["text", "text"],
  ["a broken value", '{"a":[1,2'],
  ["a number", "12"],
  ["nothing", ""],
  ["two values", "[1] [2]"],
] as const)("%s is not cuttable JSON", ([, text]) => {
  expect(cuttableJson(text)).toBeUndefined();
});

test("what no array can make shorter stays whole, and is refused", () => {
  expect(cut({ a: "x".repeat(100), b: [1] }, 50)).toBeUndefined();
  expect(cut({ a: "x".repeat(100), b: [1, 2, 3] }, 117)).toEqual({ a: "x".repeat(100), b: [1] });
});

test("numbers, spaces and repeated names stand as they were written", () => {
  const text = '{ "big": 12345678901234567890, "a": 1.50, "a": [ 1.0 , 2e400, "\\u00e9]" ,4 ] }';
  expect(cuttableJson(text)?.cut(Buffer.byteLength(text) - 3)).toBe(
    '{ "big": 12345678901234567890, "a": 1.50, "a": [ 1.0 , 2e400, "\\u00e9]"] }',
  );
});

const documents = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.string({ unit: "binary", maxLength: 12 }),
    fc.integer(),
    fc.constantFrom(null, true, '"[{\\', "漢字"),
    fc.array(tie("value"), { maxLength: 6 }),
    fc.dictionary(fc.string({ maxLength: 4 }), tie("value"), { maxKeys: 4 }),
  ),
})).value;

/** Whether every array of `part` is a beginning of its counterpart, but for a last item that may itself be cut. */
function isPartOf(part: unknown, whole: unknown): boolean {
  if (Array.isArray(part) && Array.isArray(whole))
    return part.length <= whole.length && part.every((item, index) => isPartOf(item, whole[index]));
  if (typeof part === "object" && part !== null && typeof whole === "object" && whole !== null) {
    const names = Object.keys(part);
    return (
      names.length === Object.keys(whole).length &&
      names.every((name) => isPartOf((part as Record<string, unknown>)[name], (whole as Record<string, unknown>)[name]))
    );
  }
  return Object.is(part, whole) || (part === 0 && whole === 0);
}

test("whatever the value and the room: valid JSON, short enough, and nothing halved or made up", () => {
  fc.assert(
    fc.property(documents, fc.integer({ min: 0, max: 120 }), fc.boolean(), (value, bytesMax, spaced) => {
      const text = JSON.stringify(value, undefined, spaced ? 2 : undefined);
      const short = cuttableJson(text)?.cut(bytesMax);
      if (short === undefined) return;
      expect(Buffer.byteLength(short)).toBeLessThanOrEqual(Math.max(bytesMax, 0));
      expect(isPartOf(JSON.parse(short), JSON.parse(text))).toBe(true);
      expect(cuttableJson(text)?.cut(bytesMax)).toBe(short);
    }),
    { numRuns: 1_000 },
  );
});

test("pages hold all items once, in order, each with what is around them", () => {
  const rows = Array.from({ length: 100 }, (_, id) => ({ id, name: "n".repeat(id % 20) }));
  const text = JSON.stringify({ total: 100, rows, more: false }, undefined, 1);
  const pages = cuttableJson(text)?.pages(500) ?? [];
  expect(pages.length).toBeGreaterThan(5);
  for (const page of pages) {
    expect(Buffer.byteLength(page)).toBeLessThanOrEqual(500);
    expect(JSON.parse(page)).toMatchObject({ total: 100, more: false });
  }
  expect(pages.flatMap((page) => (JSON.parse(page) as { rows: unknown[] }).rows)).toEqual(rows);
});

test.for([
  ["one item is longer than a page", { rows: [1, "x".repeat(600), 2] }],
  ["what is around takes too much of each page", { title: "x".repeat(300), rows: [1, 2, 3] }],
  ["there is no array", { a: { b: 1 } }],
] as const)("there are no such pages where %s", ([, value]) => {
  expect(cuttableJson(JSON.stringify(value))?.pages(500)).toBeUndefined();
});

test.for([
  ["a million numbers", () => `[${"1234567,".repeat(600_000)}1]`],
  ["a million small objects", () => JSON.stringify({ rows: Array.from({ length: 250_000 }, (_, id) => ({ id })) })],
  [
    "many arrays beside each other",
    () => JSON.stringify(Object.fromEntries(Array.from({ length: 100_000 }, (_, id) => [`k${id}`, [id, id, id]]))),
  ],
  ["objects in objects", () => `${'{"a":'.repeat(4_000)}[${"1,".repeat(2_000_000)}1]${"}".repeat(4_000)}`],
  ["arrays in arrays", () => `${"[".repeat(4_000)}${"1,".repeat(2_000_000)}1${"]".repeat(4_000)}`],
  ["one long text full of quotes", () => JSON.stringify({ a: '\\"'.repeat(1_250_000), b: [1] })],
] as const)("five megabytes of %s take no longer than is fair", ([, create]) => {
  const text = create();
  const started = performance.now();
  const json = cuttableJson(text);
  const short = json?.cut(1_000_000);
  // A few hundred milliseconds; a machine with other things to do gets ten times as much.
  expect(performance.now() - started).toBeLessThan(5_000);
  if (short !== undefined) expect(Buffer.byteLength(short)).toBeLessThanOrEqual(1_000_000);
});
