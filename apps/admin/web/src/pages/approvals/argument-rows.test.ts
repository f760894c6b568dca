import { expect, test } from "vitest";
import { argumentRows, isMasked } from "./argument-rows.ts";

const schema = { properties: { path: { description: "Where." }, mode: true } };

test("each argument says what it is and whether it changed", () => {
  const rows = argumentRows(
    { path: "/b", mode: { x: 1, y: 2 }, more: 1 },
    { mode: { y: 2, x: 1 }, path: "/a", old: 0 },
    schema,
  );
  expect(rows).toEqual([
    { name: "path", value: "/b", help: "Where.", change: "changed" },
    { name: "mode", value: { x: 1, y: 2 }, help: undefined, change: "same" },
    { name: "more", value: 1, help: undefined, change: "added" },
    { name: "old", value: 0, help: undefined, change: "removed" },
  ]);
});

test("without an earlier call nothing is said to have changed", () => {
  expect(argumentRows({ path: "/b" }, undefined, undefined)).toEqual([
    { name: "path", value: "/b", help: undefined, change: undefined },
  ]);
});

test("names that every object has are arguments like others", () => {
  const rows = argumentRows(JSON.parse('{"constructor":1,"__proto__":2}'), {}, { properties: {} });
  expect(rows?.map(({ name, help, change }) => [name, help, change])).toEqual([
    ["constructor", undefined, "added"],
    ["__proto__", undefined, "added"],
  ]);
});

test.for([null, [1], "text", 7, undefined])("%j is no form", (value) => {
  expect(argumentRows(value, undefined, undefined)).toBeUndefined();
});

test("a masked secret is known as one, also within a text", () => {
  expect([isMasked("••••"), isMasked("Bearer ••••"), isMasked("open"), isMasked(["••••"])]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
