import { expect, test } from "vitest";
import { nextRow } from "./use-row-keys.ts";

test.for([
  ["ArrowDown", 0, 1],
  ["ArrowUp", 5, 4],
  ["PageDown", 95, 99],
  ["PageUp", 3, 0],
  ["Home", 40, 0],
  ["End", 40, 99],
  ["ArrowUp", 0, undefined],
  ["ArrowDown", 99, undefined],
  ["End", 99, undefined],
  ["a", 1, undefined],
] as const)("%s on row %i of a hundred leads to %s", ([key, at, next]) => {
  expect(nextRow(key, at, 100)).toBe(next);
});
