import { describeChange, operator, type ConfigApplied, type ConfigPlan, type ConfigVerbs } from "@mcp-tools/governance";
import { exitCodes } from "../cli/exit-codes.ts";
import type { Output } from "../cli/output.ts";

export interface ApplyOptions {
  /** Of the file. */
  readonly text: string;
  readonly plan: boolean;
  readonly prune: boolean;
  readonly yes: boolean;
  readonly json: boolean;
}

export interface ApplyDeps {
  readonly verbs: Pick<ConfigVerbs, "plan" | "apply">;
  readonly output: Output;
  /** Asks the person at the terminal; undefined where there is none. */
  readonly confirm: ((question: string) => Promise<boolean>) | undefined;
}

/** Shows what a file changes and, unless only the plan is wanted, changes it. @returns the exit code */
export async function runApply(options: ApplyOptions, { verbs, output, confirm }: ApplyDeps): Promise<number> {
  const { text, prune, plan, yes, json } = options;
  const planned = await verbs.plan(operator, { text, prune });
  if (plan || !json) printPlan(planned, { json, output });
  if (plan) return exitCodes.ok;
  const count = planned.changes.length;
  if (count > 0 && !yes) {
    if (confirm === undefined) {
      output.note("Nobody can be asked here. Nothing was changed; --yes changes it without asking.");
      return exitCodes.usage;
    }
    if (!(await confirm(`Make ${count === 1 ? "this change" : `these ${count} changes`}?`))) {
      output.note("Nothing was changed.");
      return exitCodes.failure;
    }
  }
  const applied = count === 0 ? { ...planned, created: [] } : await verbs.apply(operator, { text, prune });
  return printApplied(applied, { json, output });
}

function printPlan(
  { changes, warnings, version }: ConfigPlan,
  { json, output }: { json: boolean; output: Output },
): void {
  if (json) return output.json({ version, changes, warnings });
  for (const warning of warnings) output.note(`Warning: ${warning}`);
  for (const change of changes) output.print(describeChange(change));
  if (changes.length === 0) output.print("Nothing to change.");
}

function printApplied(applied: ConfigApplied, { json, output }: { json: boolean; output: Output }): number {
  const { changes, created, failed, version } = applied;
  if (json) output.json(applied);
  else {
    if (changes.length > 0) output.print(`Changed. The policy is at version ${version}.`);
    for (const { name, secret } of created) output.print(`Key ${name}: ${secret}`);
    if (created.length > 0) output.note("These keys are shown this once. Keep them now.");
  }
  if (failed === undefined) return exitCodes.ok;
  output.note(`It went no further: ${failed} Applying the file again goes on from here.`);
  return exitCodes.failure;
}
