import { expect, test } from "vitest";
import { readScenarios } from "./conformance-report.mjs";

test("tells scored scenarios from those that do not count", () => {
  const output = `=== SUMMARY ===
✓ tools-list: 3 passed, 0 failed
✗ caching: 1 passed, 2 failed
✗ tasks-lifecycle: 0 passed, 8 failed

Total: 4 passed, 10 failed

Not scored for 2026-07-28: 1 scenario(s) run, 1 failing. These do not affect conformance.
  ✗ tasks-lifecycle (extension)
`;

  expect(readScenarios(output)).toEqual({
    scored: [
      { name: "tools-list", ok: true, passed: 3, checks: 3 },
      { name: "caching", ok: false, passed: 1, checks: 3 },
    ],
    unscored: [{ name: "tasks-lifecycle", ok: false, passed: 0, checks: 8 }],
  });
});

test("finds nothing in the output of a suite that did not run", () => {
  expect(readScenarios("Error: fetch failed\n")).toEqual({ scored: [], unscored: [] });
});
