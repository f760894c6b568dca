import { expect, test } from "vitest";
import { jsonIn, sizeOfBase64, webAddress } from "./content-kinds.ts";

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
