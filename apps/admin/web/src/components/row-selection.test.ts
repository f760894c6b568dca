import { expect, test } from "vitest";
import { howMany, toggleOne, toggleShown, toRecord, toSet } from "./row-selection.ts";

test("what a search hides stays chosen when all that is shown is chosen, and let go of", () => {
  const hidden = new Set(["hidden"]);
  const all = toggleShown(hidden, ["a", "b"]);
  expect([...all]).toEqual(["hidden", "a", "b"]);
  expect([...toggleShown(all, ["a", "b"])]).toEqual(["hidden"]);
});

test("some chosen become all", () => {
  expect([...toggleShown(new Set(["a"]), ["a", "b"])]).toEqual(["a", "b"]);
});

test.for([
  [[], ["a"], "none"],
  [["x"], ["a"], "none"],
  [["a"], [], "none"],
  [["a"], ["a", "b"], "some"],
  [["a", "b", "x"], ["a", "b"], "all"],
] as const)("of chosen %j and shown %j: %s", ([chosen, shown, expected]) => {
  expect(howMany(new Set(chosen), shown)).toBe(expected);
});

test("one is chosen and let go of, without touching the set that was", () => {
  const before = new Set(["a"]);
  expect([...toggleOne(before, "b")]).toEqual(["a", "b"]);
  expect([...toggleOne(before, "a")]).toEqual([]);
  expect([...before]).toEqual(["a"]);
});

test("goes to the library and back", () => {
  expect([...toSet(toRecord(new Set(["a", "b"])))]).toEqual(["a", "b"]);
});
