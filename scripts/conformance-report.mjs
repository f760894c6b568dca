// Reads the summary that the conformance suite prints.

/** @typedef {{ name: string, ok: boolean, passed: number, checks: number }} Scenario */

/**
 * Lines like `✓ tools-list: 3 passed, 0 failed`, and after "Not scored for …" the names that do not count: `  ✗ tasks-lifecycle (extension)`.
 * @param {string} output
 * @returns {{ scored: Scenario[], unscored: Scenario[] }}
 */
export function readScenarios(output) {
  const [ran = "", notScored = ""] = output.split(/^Not scored for /m);
  const names = new Set([...notScored.matchAll(/^\s+[✓✗] (\S+) \(/gm)].map(([, name]) => name));
  /** @type {Scenario[]} */
  const scenarios = [...ran.matchAll(/^([✓✗]) (\S+): (\d+) passed, (\d+) failed/gm)].map(
    ([, mark, name, passed, failed]) => ({
      name: name ?? "",
      ok: mark === "✓",
      passed: Number(passed),
      checks: Number(passed) + Number(failed),
    }),
  );
  return {
    scored: scenarios.filter(({ name }) => !names.has(name)),
    unscored: scenarios.filter(({ name }) => names.has(name)),
  };
}
