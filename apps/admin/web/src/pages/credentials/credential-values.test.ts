import { expect, test } from "vitest";
import { troubleOfName, troubleOfOwner, troubleOfValue } from "./credential-values.ts";

test.for([
  ["github_token", undefined],
  ["a.b-c", undefined],
  ["GitHub", "name"],
  ["~new", "name"],
  ["", "name"],
  ["x".repeat(65), "name"],
] as const)("the name %s: %s", ([name, trouble]) => {
  expect(troubleOfName(name)).toBe(trouble);
});

test.for([
  [true, "", undefined],
  [false, "", "owner"],
  [false, " key:ci ", undefined],
  [false, "ci", "owner"],
  [false, "local", undefined],
] as const)("shared %s, of %j: %s", ([isShared, owner, trouble]) => {
  expect(troubleOfOwner({ isShared, owner })).toBe(trouble);
});

test.for([
  ["", "empty"],
  [" ", undefined],
  ["x".repeat(65_537), "tooLong"],
  ["\ud800", "halfCharacter"],
] as const)("a value may be refused", ([value, trouble]) => {
  expect(troubleOfValue(value)).toBe(trouble);
});
