import { expect, test } from "vitest";
import { changesOf } from "./changes-of.ts";

const entry = (details: unknown) => ({
  id: "1",
  startedAt: 5,
  principalName: "Ada",
  arguments: typeof details === "string" ? details : JSON.stringify(details),
});

test.for([
  ["+ tool fetch  {}", true],
  ["~ tool fetch: enabled  true → false", true],
  ['+ toolset web  {"tools":[{"tool":"fetch"}]}', true],
  ["~ tool fetch_all: enabled  true → false", false],
  ["~ tool pre.fetch: enabled  true → false", false],
  ["~ tool fetch.more: enabled  true → false", false],
  ["~ tool prefetch: enabled  true → false", false],
] as const)("%s: %s", ([line, isAbout]) => {
  const found = changesOf("fetch", [entry({ version: 3, note: "why", changes: [line, "~ rule x: effect"] })]);
  expect(found).toEqual(isAbout ? [{ id: "1", at: 5, by: "Ada", version: 3, note: "why", lines: [line] }] : []);
});

test("entries that were cut, or say something else, are left out", () => {
  expect(changesOf("fetch", [entry('{"changes":["fetch'), entry("null"), entry({ changes: "fetch" })])).toEqual([]);
});

test("a name with signs that patterns know is taken as it is", () => {
  expect(changesOf("a.b", [entry({ changes: ["~ tool a.b: x", "~ tool axb: x"] })])).toMatchObject([
    { lines: ["~ tool a.b: x"] },
  ]);
});
