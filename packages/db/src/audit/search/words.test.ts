import { expect, test } from "vitest";
import { unspacedRuns, wordCharsMax, wordsOfJson, wordsOfText } from "./words.ts";

test.for([
  { text: "get_current_time", words: ["get", "current", "time"] },
  { text: "/srv/data/Report-2026.csv", words: ["srv", "data", "report", "2026", "csv"] },
  { text: "3.14 and -7e5", words: ["3", "14", "and", "7e5"] },
  { text: "0190a6c4-1f2e-7abc", words: ["0190a6c4", "1f2e", "7abc"] },
  { text: "Ärger über Straße", words: ["ärger", "über", "straße"] },
  { text: "搜索审计 log", words: ["搜", "索", "审", "计", "log"] },
  { text: "한국어 검색", words: ["한국어", "검색"] },
  { text: "a\0b\u{1f600}c", words: ["a", "b", "c"] },
  { text: " \t!", words: [] },
])("the words of $text", ({ text, words }) => {
  expect(wordsOfText(text)).toEqual(words);
});

test("escapes of JSON end words", () => {
  const json = JSON.stringify({
    path: String.raw`C:\new\table`,
    lines: "one\ntwo\tthree",
    bell: "x\u0007y",
    quote: 'a"b',
  });

  expect(wordsOfJson(json)).toEqual([
    "path",
    "c",
    "new",
    "table",
    "lines",
    "one",
    "two",
    "three",
    "bell",
    "x",
    "y",
    "quote",
    "a",
    "b",
  ]);
});

test("a long word counts by its beginning", () => {
  expect(wordsOfText(`${"x".repeat(500)} y`)).toEqual(["x".repeat(wordCharsMax), "y"]);
});

test("what has no spaces stands together", () => {
  expect(unspacedRuns("find 数据库 and 表")).toEqual(["数据库"]);
});
