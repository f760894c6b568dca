import { operator, parseStrictJson, readConfigPolicy } from "@mcp-tools/governance";
import { policyVerbsOf } from "@mcp-tools/platform";
import type { PolicyCommandDeps } from "./policy-command-deps.ts";
import { readSince } from "./read-since.ts";
import { reportSimulation } from "./report-simulation.ts";

export interface SimulationOptions {
  /** As JSON. */
  readonly rule: string | undefined;
  /** Text of a configuration file. */
  readonly file: string | undefined;
  readonly position: number | undefined;
  readonly since: string;
  readonly json: boolean;
}

/** Says which recorded calls a rule, or the policy of a file, would have treated otherwise. */
export async function runSimulation(
  { rule, file, position, since, json }: SimulationOptions,
  { platform, output }: PolicyCommandDeps,
): Promise<void> {
  const now = Date.now();
  const verbs = policyVerbsOf(platform);
  const candidate =
    rule === undefined
      ? { document: readConfigPolicy(file ?? "", (await verbs.current(operator)).document) }
      : { rule: parseStrictJson(rule), position };
  const simulation = await verbs.simulate(operator, { from: readSince(since, now), to: now + 1, ...candidate });
  reportSimulation(simulation, { json, output });
}
