import { expect, test } from "vitest";
import { estimateTokens } from "./estimate-tokens.ts";

test.for([
  { text: "", tokens: 0 },
  { text: "abcd", tokens: 1 },
  { text: "abcde", tokens: 2 },
  { text: "读取网页", tokens: 4 },
  { text: "读取 page", tokens: 4 },
])("$text is about $tokens", ({ text, tokens }) => {
  expect(estimateTokens(text)).toBe(tokens);
});
