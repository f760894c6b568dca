import { array, assert, constantFrom, property } from "fast-check";
import { expect, test } from "vitest";
import { unifiedDiff } from "./unified-diff.ts";

test("shows what changed with three lines around it, as GNU diff does", () => {
  const before = Array.from({ length: 20 }, (_, index) => `line ${index + 1}\n`).join("");
  const after = before.replace("line 5\n", "line five\nand more\n").replace("line 18\n", "");
  expect(unifiedDiff("a.txt", before, after)).toBe(
    [
      "--- a.txt",
      "+++ a.txt",
      "@@ -2,7 +2,8 @@",
      " line 2",
      " line 3",
      " line 4",
      "-line 5",
      "+line five",
      "+and more",
      " line 6",
      " line 7",
      " line 8",
      "@@ -15,6 +16,5 @@",
      " line 15",
      " line 16",
      " line 17",
      "-line 18",
      " line 19",
      " line 20",
    ].join("\n"),
  );
});

test("tells a missing end of the last line", () => {
  expect(unifiedDiff("a", "x", "x\n")).toBe("--- a\n+++ a\n@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+x");
  expect(unifiedDiff("a", "", "x\n")).toBe("--- a\n+++ a\n@@ -0,0 +1 @@\n+x");
  expect(unifiedDiff("a", "same", "same")).toBe("");
});

test("leads from one text to the other, whatever they are", () => {
  const text = array(constantFrom("a\n", "b\n", "c\n", "\n", "d"), { maxLength: 30 }).map((lines) => lines.join(""));
  assert(
    property(text, text, (before, after) => {
      expect(patch(before, unifiedDiff("a", before, after))).toBe(after);
    }),
    { numRuns: 500 },
  );
});

test("does not search without end for the shortest way", () => {
  const lines = (word: string) => Array.from({ length: 20_000 }, (_, index) => `${word} ${index}\n`).join("");
  const started = performance.now();
  expect(unifiedDiff("a", lines("old"), lines("new"))).toContain("@@ -1,20000 +1,20000 @@");
  expect(performance.now() - started).toBeLessThan(2_000);
});

/** Applies a diff to the text it was made from. */
function patch(before: string, diff: string): string {
  if (diff === "") return before;
  const old = before.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const result: string[] = [];
  let at = 0;
  let previous = "";
  for (const line of diff.split("\n").slice(2)) {
    const hunk = /^@@ -(\d+)(?:,(\d+))?/.exec(line);
    if (hunk !== null) {
      const start = Number(hunk[1]) - (hunk[2] === "0" ? 0 : 1);
      result.push(...old.slice(at, start));
      at = start;
    } else if (line.startsWith("+")) result.push(`${line.slice(1)}\n`);
    else if (!line.startsWith("\\")) {
      expect(old[at]?.replace("\n", "")).toBe(line.slice(1));
      if (line.startsWith(" ")) result.push(old[at] ?? "");
      at += 1;
    } else if (previous.startsWith("+")) result.push(result.pop()?.slice(0, -1) ?? "");
    previous = line;
  }
  return result.join("") + old.slice(at).join("");
}
