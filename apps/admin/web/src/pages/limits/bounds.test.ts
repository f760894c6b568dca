import { expect, test } from "vitest";
import { isBounded, limitRows, toBounds, toValues, troubleOfBound } from "./bounds.ts";

const bounds = { limits: { callsPerMinute: 60 }, output: { bytes: 4096 } };

test("what a form was given comes back from it", () => {
  expect(toBounds(toValues(bounds))).toEqual(bounds);
  expect(toValues({})).toEqual({ callsPerMinute: "", callsPerDay: "", inFlight: "", bytes: "", tokens: "" });
  expect(toBounds(toValues({}))).toEqual({ limits: {}, output: {} });
});

test.for([
  ["callsPerMinute", "", undefined],
  ["callsPerMinute", 1, undefined],
  ["callsPerMinute", 0, "tooSmall"],
  ["inFlight", 100_001, "tooLarge"],
  ["callsPerDay", 1.5, "notWhole"],
  ["callsPerDay", "-", "notWhole"],
  ["bytes", 255, "tooSmall"],
  ["tokens", 64, undefined],
] as const)("%s of %j: %s", ([field, value, trouble]) => {
  expect(troubleOfBound(field, value)).toBe(trouble);
});

test("every caller comes first, then the tools and keys that have something of their own, by name", () => {
  const document = { limits: {}, output: {}, tools: { write: bounds, fetch: bounds, off: { limits: {} } } };
  const keys = [
    { id: "2", name: "ci", limits: { inFlight: 2 } },
    { id: "1", name: "free" },
  ];
  expect(limitRows({ document, keys }).map(({ subject }) => ("name" in subject ? subject.name : subject.kind))).toEqual(
    ["default", "fetch", "write", "ci"],
  );
});

test("an empty section bounds nothing", () => {
  expect(isBounded({ limits: {}, output: { bytes: undefined } })).toBe(false);
  expect(isBounded({ output: { tokens: 100 } })).toBe(true);
});
