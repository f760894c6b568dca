import type { Rule, RuleMatch } from "@mcp-tools/core";
import { expect, test } from "vitest";
import { findShadowed } from "./find-shadowed.ts";

const rule = (id: string, match: RuleMatch, enabled = true): Rule => ({ id, match, enabled, effect: "ask" });

test.for<[string, RuleMatch, RuleMatch, boolean]>([
  ["everything covers anything", {}, { tools: ["fetch"], access: ["read"] }, true],
  ["a pattern covers a narrower one", { tools: ["fs_*"] }, { tools: ["fs_read*", "fs_list"] }, true],
  ["a pattern does not cover a wider one", { tools: ["fs_read*"] }, { tools: ["fs_*"] }, false],
  ["every name has to be covered", { tools: ["fs_*"] }, { tools: ["fs_read", "fetch"] }, false],
  ["a part that the later rule leaves open is not covered", { access: ["read"] }, { tools: ["fetch"] }, false],
  ["one with conditions covers nothing", { arguments: [{ pointer: "/a", exists: true }] }, {}, false],
  ["conditions make no rule wider", { tools: ["a"] }, { tools: ["a"], arguments: [{ pointer: "/a", above: 1 }] }, true],
])("%s", ([, first, second, covered]) => {
  expect(findShadowed([rule("first", first), rule("second", second)])).toEqual(
    covered ? [{ id: "second", by: "first" }] : [],
  );
});

test("a rule that is off covers nothing and is not looked at", () => {
  expect(findShadowed([rule("off", {}, false), rule("on", {}), rule("late", { tools: ["a"] }, false)])).toEqual([]);
});
