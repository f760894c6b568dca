import { expect, test } from "vitest";
import { closingLine, countVitest } from "./tally.mjs";

const ran = (...statuses: string[]) => statuses.map((status) => ({ status, fullName: status }));

test("counts tests by their outcome", () => {
  const report = {
    testResults: [
      { status: "passed", assertionResults: ran("passed", "passed", "skipped", "todo") },
      { status: "failed", assertionResults: ran("failed", "passed", "failed") },
    ],
  };

  expect(countVitest(report)).toEqual({ passed: 3, failed: 2, skipped: 2 });
});

test("counts a file that could not be loaded, or whose set-up failed, as failed", () => {
  expect(countVitest({ testResults: [{ status: "failed", assertionResults: [] }] })).toEqual({
    passed: 0,
    failed: 1,
    skipped: 0,
  });
  expect(countVitest({ testResults: [{ status: "failed", assertionResults: ran("skipped", "passed") }] })).toEqual({
    passed: 1,
    failed: 1,
    skipped: 1,
  });
});

test.for([
  {
    tallies: [
      { passed: 3, failed: 0, skipped: 0 },
      { passed: 4, failed: 0, skipped: 0 },
    ],
    strict: false,
    line: "7 passed, 0 failed",
    ok: true,
  },
  { tallies: [{ passed: 3, failed: 1, skipped: 0 }], strict: false, line: "3 passed, 1 failed", ok: false },
  { tallies: [{ passed: 3, failed: 0, skipped: 2 }], strict: false, line: "3 passed, 0 failed, 2 skipped", ok: true },
  { tallies: [{ passed: 3, failed: 0, skipped: 2 }], strict: true, line: "3 passed, 1 failed, 2 skipped", ok: false },
  { tallies: [{ passed: 0, failed: 0, skipped: 0 }], strict: false, line: "0 passed, 0 failed", ok: false },
])("closes with `$line`", ({ tallies, strict, line, ok }) => {
  expect(closingLine(tallies, strict)).toEqual({ line, ok });
});
