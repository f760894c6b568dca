import { expect, test } from "vitest";
import { webAddress } from "../../../components/web-address.ts";
import { isMarkdown, jsonIn, sizeOfBase64 } from "./content-kinds.ts";

test.for([
  [' {"a":1}', { a: 1 }],
  ["[1]", [1]],
  ["12", undefined],
  ['"a"', undefined],
  ["[not json", undefined],
  ["# A heading", undefined],
] as const)("the text %j is %j", ([text, value]) => {
  expect(jsonIn(text)).toEqual(value);
});

test.for([
  ["https://example.com/a b", "https://example.com/a%20b"],
  ["javascript:alert(1)", undefined],
  ["data:text/html,x", undefined],
  ["file:///etc/passwd", undefined],
  ["notes://a", undefined],
  ["nonsense", undefined],
] as const)("%s leads to %s", ([uri, address]) => {
  expect(webAddress(uri)).toBe(address);
});

test.for(["", "a", "ab", "abc", "abcd"])("counts the bytes of %j", (text) => {
  expect(sizeOfBase64(btoa(text))).toBe(text.length);
});

test.for([
  ["# Title\n\nSome `code`.", "", true],
  ["| a | b |\n|---|---|\n| **x** | 1 |", "", true],
  ["Read [this](https://example.com):\n\n1. one", "", true],
  ["plain words", "text/markdown; charset=utf-8", true],
  ["plain words\nin two lines", "text/plain", false],
  ["# a comment\nx = 1\n", "", false],
  ["- 12:00 started\n- 12:01 ended", "", false],
  ["", "", false],
] as const)("%j of the type %j is Markdown: %s", ([text, type, is]) => {
  expect(isMarkdown(text, type)).toBe(is);
});
