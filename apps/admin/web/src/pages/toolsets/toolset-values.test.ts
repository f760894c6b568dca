import { expect, test } from "vitest";
import type { Toolset } from "../../api/policy.ts";
import { newEntry, readArguments, toToolset, toValues, wrongName } from "./toolset-values.ts";

const toolset: Toolset = {
  name: "docs",
  title: "Documents",
  tools: [
    { tool: "read_file", name: "look", description: "Looks.", arguments: { path: "/x", deep: { a: [1] } } },
    { tool: "list_*", arguments: { all: true } },
    { tool: "fetch" },
  ],
  resources: ["file:*"],
  prompts: [],
};

test("a toolset comes out of its form as it went in", () => {
  expect(toToolset(toValues(toolset))).toEqual(toolset);
});

test("a pattern keeps no name of its own", () => {
  const values = { ...toValues(toolset), tools: [{ ...newEntry("list_*"), name: "x", title: "X" }] };
  expect(toToolset(values).tools).toEqual([{ tool: "list_*" }]);
});

test.for([
  ["", undefined],
  ["{", undefined],
  ["[1]", undefined],
  ["null", undefined],
  ['{"a": 1}', { a: 1 }],
] as const)("fixed arguments %j", ([text, found]) => {
  expect(readArguments(text)).toEqual(found);
});

test("a name is shown once, and is one", () => {
  const entries = [
    newEntry("a"),
    { ...newEntry("b"), name: "a" },
    { ...newEntry("c"), name: "not good" },
    newEntry("d"),
  ];
  expect(entries.map((_entry, place) => wrongName(entries, place))).toEqual(["twice", "twice", "shownAs", undefined]);
});
