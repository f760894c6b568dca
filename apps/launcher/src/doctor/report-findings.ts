import { exitCodes } from "../cli/exit-codes.ts";
import type { Output } from "../cli/output.ts";
import type { Finding } from "./finding.ts";

const marks: Readonly<Record<Finding["state"], string>> = { ok: "✓", note: "!", problem: "✗" };

/** Prints what was found. @returns the exit code: 1 when something is wrong */
export function reportFindings(
  findings: readonly Finding[],
  { json, output }: { json: boolean; output: Output },
): number {
  const problems = findings.filter(({ state }) => state === "problem").length;
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
  return problems === 0 ? exitCodes.ok : exitCodes.failure;
}
