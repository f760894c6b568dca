import { expect, test } from "vitest";
import { createExclude } from "./exclude.ts";
import { createGlob } from "./glob.ts";

test.for([
  ["*.ts", ["a.ts", ".ts", ".hidden.ts"], ["a.js", "src/a.ts", "a.tsx"]],
  ["**/*.ts", ["a.ts", "src/a.ts", "src/deep/a.ts"], ["a.js", "src/a.ts/b"]],
  ["src/**", ["src/a", "src/a/b"], ["src", "lib/a"]],
  ["src/**/test/*.ts", ["src/test/a.ts", "src/x/y/test/a.ts"], ["test/a.ts", "src/test/x/a.ts"]],
  ["**", ["a", "a/b"], []],
  ["a?c", ["abc", "a💡c"], ["ac", "a/c"]],
  ["[a-c]x", ["ax", "cx"], ["dx", "x"]],
  ["[!a-c]x", ["dx"], ["ax"]],
  ["[]]x", ["]x"], ["[]]x"]],
  ["[x", ["[x"], ["x"]],
  ["a\\*b", ["a*b"], ["axb"]],
  ["*.{js,ts}", ["a.js", "a.ts"], ["a.{js,ts}", "a.json"]],
  ["{a,{b,c}d}", ["a", "bd", "cd"], ["b", "ad"]],
  ["{a}", ["{a}"], ["a"]],
  ["{src,lib}/*.ts", ["src/a.ts", "lib/a.ts"], ["a.ts"]],
  ["./a/*", ["a/b"], ["b"]],
  ["a*b*c", ["abc", "axxbyyc", "abcbc"], ["acb", "ab"]],
  ["A.ts", ["A.ts"], ["a.ts"]],
] as const)("%s", ([pattern, fitting, others]) => {
  const matches = createGlob(pattern);
  for (const path of fitting) expect([path, matches(path)]).toEqual([path, true]);
  for (const path of others) expect([path, matches(path)]).toEqual([path, false]);
});

test.for([
  ["stars", `${"*a".repeat(400)}b`, "a".repeat(4_000)],
  ["double stars", `${"**/a/".repeat(200)}b`, "a/".repeat(1_000) + "c"],
] as const)("%s take no time without end", ([, pattern, path]) => {
  const started = performance.now();
  expect(createGlob(pattern)(path)).toBe(false);
  expect(performance.now() - started).toBeLessThan(1_000);
});

test("refuses braces that stand for too much", () => {
  expect(() => createGlob("{a,b}".repeat(20))).toThrow(/more than 256/);
});

test("a plain name is left out wherever it stands, a pattern where it fits", () => {
  const isExcluded = createExclude(["node_modules", "*.log", "**/*.min.js"]);
  expect(["node_modules", "a/node_modules", "x.log", "a/x.min.js"].map(isExcluded)).toEqual([true, true, true, true]);
  expect(["node_modules2", "a/x.log", "x.js"].map(isExcluded)).toEqual([false, false, false]);
});
