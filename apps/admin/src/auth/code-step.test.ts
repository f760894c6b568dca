import { expect, test } from "vitest";
import { codeOfStep, stepOfCode } from "./code-step.ts";

const secret = "12345678901234567890";

// RFC 6238, appendix B, for SHA-1: the last six of its eight digits.
test.for([
  [59, "287082"],
  [1_111_111_109, "081804"],
  [1_111_111_111, "050471"],
  [1_234_567_890, "005924"],
  [2_000_000_000, "279037"],
  [20_000_000_000, "353130"],
] as const)("the code of second %i is %s", ([seconds, code]) => {
  const step = Math.floor(seconds / 30);
  expect(codeOfStep(secret, step)).toBe(code);
  expect(stepOfCode(secret, code, seconds * 1000)).toBe(step);
});

test.for([
  [-2, false],
  [-1, true],
  [0, true],
  [1, true],
  [2, false],
] as const)("a code that is %i steps away counts: %s", ([away, counts]) => {
  const now = 1_790_000_000_000;
  const step = Math.floor(now / 30_000) + away;
  expect(stepOfCode(secret, codeOfStep(secret, step), now)).toBe(counts ? step : undefined);
});

test.for(["", "12345", "1234567", "abcdef", "２８７０８２"])("%j is no code", (code) => {
  expect(stepOfCode(secret, code, 59_000)).toBeUndefined();
});
