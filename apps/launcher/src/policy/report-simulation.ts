import type { Simulation } from "@mcp-tools/governance";
import type { Output } from "../cli/output.ts";

/** Says what another policy would have made of past calls. */
export function reportSimulation(simulation: Simulation, { json, output }: { json: boolean; output: Output }): void {
  if (json) return output.json(simulation);
  const { calls, unchanged, changes, examples, unjudged, isComplete, oldestAt } = simulation;
  output.print(`${calls} calls looked at, ${unchanged} would have gone as they did.`);
  for (const { before, after, calls: count } of changes) output.print(`${count} of them: ${before} → ${after}`);
  const unsure = unjudged.cut + unjudged.masked + unjudged.toolGone;
  if (unsure > 0)
    output.print(
      `${unsure} say too little: the arguments of ${unjudged.cut} were cut and of ${unjudged.masked} masked, and ${unjudged.toolGone} are of tools that are gone.`,
    );
  for (const { startedAt, principalName, tool, before, after, reason, arguments: args } of examples)
    output.print(
      `  ${new Date(startedAt).toISOString()}  ${principalName}  ${tool} ${args.slice(0, 120)}  ${before} → ${after}: ${reason}`,
    );
  if (!isComplete)
    output.note(
      `There were more than could be looked at in time: none before ${new Date(oldestAt ?? 0).toISOString()}.`,
    );
}
