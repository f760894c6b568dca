import fc from "fast-check";
import { expect, test } from "vitest";
import { createGlob, createGlobs } from "./glob.ts";

test.for([
  ["fetch", "fetch", true],
  ["fetch", "fetch2", false],
  ["", "", true],
  ["", "a", false],
  ["*", "", true],
  ["**", "anything", true],
  ["a*", "a", true],
  ["a*", "ba", false],
  ["*a", "ba", true],
  ["a*a", "a", false],
  ["a*a", "aa", true],
  ["a*b*c", "aXbYc", true],
  ["a*b*c", "acb", false],
  ["*ab*ab*", "abab", true],
  ["*ab*ab*", "aba", false],
  ["a.c", "abc", false],
  ["[a]*", "[a]b", true],
  ["a*b", "a\nb", true],
] as const)("%s on %j: %s", ([pattern, text, fits]) => {
  expect(createGlob(pattern)(text)).toBe(fits);
});

test("fits what the same regular expression fits", () => {
  const parts = fc.stringMatching(/^[ab*]{0,8}$/);
  const texts = fc.stringMatching(/^[ab]{0,10}$/);
  fc.assert(
    fc.property(parts, texts, (pattern, text) => {
      expect(createGlob(pattern)(text)).toBe(new RegExp(`^${pattern.replaceAll("*", "[^]*")}$`).test(text));
    }),
    { numRuns: 2000 },
  );
});

test("of several, one has to fit; of none, nothing does", () => {
  const fits = createGlobs(["a", "b*"]);

  expect(["a", "b1", "c", "ab"].map(fits)).toEqual([true, true, false, false]);
  expect(createGlobs([])("a")).toBe(false);
});

test("no text makes it slow", () => {
  const fits = createGlob(`${"*a".repeat(100)}*b`);
  const text = "a".repeat(1_000_000);
  const startedAt = performance.now();

  expect(fits(text)).toBe(false);
  expect(performance.now() - startedAt).toBeLessThan(500);
});
