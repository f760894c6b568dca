// Sums the verdicts of the test steps, so that the closing line can be believed.

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Tally
 * @typedef {{ status: string, assertionResults: { status: string, fullName: string }[], name?: string, message?: string }} FileResult
 */

/**
 * Of vitest's JSON reporter. A file that could not be loaded has no tests: it counts as one that failed.
 * @param {{ testResults: FileResult[] }} report
 * @returns {Tally}
 */
export function countVitest({ testResults }) {
  const tally = { passed: 0, failed: 0, skipped: 0 };
  for (const { status, assertionResults } of testResults) {
    const failed = assertionResults.filter((test) => test.status === "failed").length;
    tally.passed += assertionResults.filter((test) => test.status === "passed").length;
    tally.failed += status === "failed" && failed === 0 ? 1 : failed;
    tally.skipped += assertionResults.filter((test) => !["passed", "failed"].includes(test.status)).length;
  }
  return tally;
}

/**
 * @param {readonly Tally[]} tallies
 * @param {boolean} strict in CI, nothing may be skipped
 */
export function closingLine(tallies, strict) {
  const sum = (/** @type {keyof Tally} */ key) => tallies.reduce((total, tally) => total + tally[key], 0);
  const [passed, skipped] = [sum("passed"), sum("skipped")];
  const failed = sum("failed") + (strict && skipped > 0 ? 1 : 0);
  const line = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
  return { line, ok: failed === 0 && passed > 0 };
}
