import type { AuditVerdict } from "@mcp-tools/core";
import type { Output } from "../cli/output.ts";

/** Says what a check found, in words. */
export function reportVerdict({ ok, rows, blocks, problems }: AuditVerdict, output: Output): void {
  const size = `${count(rows, "row")} in ${count(blocks, "block")}`;
  if (ok) return output.print(`The audit is whole: ${size}.`);
  for (const problem of problems) output.print(problem);
  output.print(`The audit is not whole: ${count(problems.length, "finding")}, the oldest first. ${size} were checked.`);
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}
