import type { ArgumentMatch } from "@mcp-tools/core";
import { describe, expect, test } from "vitest";
import { createCondition, holds } from "./condition.ts";
import { parsePointer, readAt } from "./json-pointer.ts";

const input = JSON.parse(
  '{"path":"/srv/data/a.txt","n":5,"on":false,"none":null,"list":[{"x":1},"two"],"a/b":{"~":1},"o":{"k":[1,2],"j":{}}}',
) as unknown;

test.for<[Omit<ArgumentMatch, "pointer"> & { at: string }, boolean]>([
  [{ at: "/path", like: "/srv/*" }, true],
  [{ at: "/path", like: "/srv/*", not: true }, false],
  [{ at: "/path", like: "/SRV/*" }, false],
  [{ at: "/n", like: "*" }, false],
  [{ at: "/n", equals: 5 }, true],
  [{ at: "/n", equals: "5" }, false],
  [{ at: "/n", above: 4.9 }, true],
  [{ at: "/n", above: 5 }, false],
  [{ at: "/n", below: 6 }, true],
  [{ at: "/path", above: 0 }, false],
  [{ at: "/n", in: [1, 5] }, true],
  [{ at: "/o", in: [1, { j: {}, k: [1, 2] }] }, true],
  [{ at: "/o", equals: { j: {}, k: [2, 1] } }, false],
  [{ at: "/o", equals: { k: [1, 2] } }, false],
  [{ at: "/o/k", equals: { 0: 1, 1: 2 } }, false],
  [{ at: "/none", equals: null }, true],
  [{ at: "/none", exists: true }, true],
  [{ at: "/on", equals: false }, true],
  [{ at: "/missing", exists: true }, false],
  [{ at: "/missing", exists: false }, true],
  [{ at: "/missing", equals: null }, false],
  [{ at: "/missing", equals: null, not: true }, true],
  [{ at: "/missing", like: "*", not: true }, true],
  [{ at: "/list/0/x", equals: 1 }, true],
  [{ at: "/list/1", equals: "two" }, true],
  [{ at: "/list/01", exists: true }, false],
  [{ at: "/list/length", exists: true }, false],
  [{ at: "/list/-", exists: true }, false],
  [{ at: "/a~1b/~0", equals: 1 }, true],
  [{ at: "/path/length", exists: true }, false],
  [{ at: "/toString", exists: true }, false],
  [{ at: "/constructor/name", exists: true }, false],
  [{ at: "/__proto__", exists: true }, false],
  [{ at: "", exists: true }, true],
])("%j: %s", ([{ at, ...match }, expected]) => {
  expect(holds(createCondition({ pointer: at, ...match }), input)).toBe(expected);
});

describe("a JSON Pointer", () => {
  test("is empty, or begins with a slash, and escapes `~` and `/`", () => {
    expect(parsePointer("")).toEqual([]);
    expect(parsePointer("/a~1b//~01")).toEqual(["a/b", "", "~1"]);
    for (const none of ["a", "#/a", "/a~2", "/~"]) expect(parsePointer(none)).toBeUndefined();
  });

  test("reads own properties, that of `__proto__` when it is one", () => {
    expect(readAt(JSON.parse('{"__proto__":{"a":1}}'), ["__proto__", "a"])).toBe(1);
    expect(readAt(Object.create({ a: 1 }), ["a"])).toBeUndefined();
  });
});
