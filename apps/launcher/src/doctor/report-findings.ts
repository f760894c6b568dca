import { exitCodes } from "../cli/exit-codes.ts";
import type { Output } from "../cli/output.ts";
import type { Finding } from "./finding.ts";

const marks: Readonly<Record<Finding["state"], string>> = { ok: "✓", note: "!", problem: "✗" };

/** Prints what was found. @returns the exit code: 78 for wrong settings, 1 when anything else is wrong */
export function reportFindings(
  findings: readonly Finding[],
  { json, output }: { json: boolean; output: Output },
): number {
  const wrong = findings.filter(({ state }) => state === "problem");
  const problems = wrong.length;
  if (json) {
    output.json({ ok: problems === 0, findings });
  } else {
    const width = Math.max(...findings.map(({ check }) => check.length));
    for (const finding of findings) {
      output.print(`${marks[finding.state]} ${finding.check.padEnd(width)}  ${finding.text}`);
      if (finding.state === "ok") continue;
      output.print(`  ${"".padEnd(width)}  ${finding.why}`);
      output.print(`  ${"".padEnd(width)}  → ${finding.advice}`);
    }
    output.print(problems === 0 ? "\nAll is well." : `\n${problems === 1 ? "One problem" : `${problems} problems`}.`);
  }
  if (problems === 0) return exitCodes.ok;
  return wrong.some(({ check }) => check === "settings") ? exitCodes.config : exitCodes.failure;
}
