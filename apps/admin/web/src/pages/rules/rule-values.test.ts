import { expect, test } from "vitest";
import type { Rule } from "../../api/policy.ts";
import { isWhole, newCondition, toRule, toValues, wrongPointer, wrongValue } from "./rule-values.ts";

const rule: Rule = {
  id: "no-big",
  description: "Big files",
  enabled: false,
  effect: "refuse",
  reason: "Too big.",
  match: {
    principals: ["key:ci"],
    toolsets: ["docs"],
    tools: ["write_*"],
    access: ["destructive"],
    arguments: [
      { pointer: "/size", above: 10 },
      { pointer: "/mode", in: ["a", 1], not: true },
      { pointer: "/path", like: "5*" },
      { pointer: "/text", equals: "5" },
      { pointer: "/flag", equals: true },
      { pointer: "", exists: true },
    ],
  },
};

test("a rule comes out of its form as it went in", () => {
  expect(toRule(toValues(rule))).toEqual(rule);
});

test("what is empty in the form is left out of the rule", () => {
  const { principals, ...match } = rule.match;
  const values = { ...toValues(rule), principals: [], description: "  ", reason: "" };
  expect(principals).toBeDefined();
  expect(toRule(values)).toEqual({ id: "no-big", enabled: false, effect: "refuse", match });
});

test("a text that looks like JSON keeps its quotes in the form", () => {
  expect(toValues(rule).conditions.map(({ value }) => value)).toEqual(["10", '["a",1]', "5*", '"5"', "true", ""]);
});

test("absent is not given", () => {
  const [condition] = toValues({ ...rule, match: { arguments: [{ pointer: "/a", exists: false }] } }).conditions;
  expect(condition).toMatchObject({ comparison: "exists", not: true });
});

test.for([
  ["above", "", "number"],
  ["above", "x", "number"],
  ["below", "-1.5", undefined],
  ["in", "[]", "list"],
  ["in", "a", "list"],
  ["in", "[1]", undefined],
  ["equals", "anything", undefined],
  ["equals", " ", "noValue"],
  ["equals", '""', undefined],
  ["like", "", "noPattern"],
  ["like", "*.md", undefined],
  ["exists", "", undefined],
] as const)("%s %s", ([comparison, value, wrong]) => {
  expect(wrongValue({ ...newCondition(), comparison, value })).toBe(wrong);
});

test("what was only begun is no condition", () => {
  expect(isWhole(newCondition())).toBe(false);
  expect(isWhole({ ...newCondition(), pointer: "/path" })).toBe(false);
  expect(isWhole({ ...newCondition(), pointer: "/path", value: "a" })).toBe(true);
});

test("a condition on all arguments stays one, though the form makes none", () => {
  const [condition] = toValues({ ...rule, match: { arguments: [{ pointer: "", exists: true }] } }).conditions;
  expect(condition && wrongPointer(condition)).toBeUndefined();
});

test.for([
  { pointer: "/a", equals: "" },
  { pointer: "/a", equals: "  " },
  { pointer: "/a", like: "" },
])("a rule about $pointer that names no visible text says so in quotes", (condition) => {
  const [seen] = toValues({ ...rule, match: { arguments: [condition] } }).conditions;
  expect(seen?.value).toBe(JSON.stringify(condition.equals ?? condition.like));
  expect(seen && isWhole(seen)).toBe(true);
});

test.for([
  ["", "noPointer"],
  ["/a~0b", undefined],
  ["a", "pointer"],
  ["/a~2", "pointer"],
] as const)("the pointer %s", ([pointer, wrong]) => {
  expect(wrongPointer({ ...newCondition(), pointer })).toBe(wrong);
});
