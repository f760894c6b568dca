import { createConfigVerbs, operator } from "@mcp-tools/governance";
import { policyVerbsOf } from "@mcp-tools/platform";
import type { PolicyCommandDeps } from "./policy-command-deps.ts";

/** Prints a version of the policy, the newest unless told: as a configuration file, or as JSON with all of it. */
export async function showPolicy(
  { version, json }: { version: number | undefined; json: boolean },
  { platform, output }: PolicyCommandDeps,
): Promise<void> {
  const verbs = policyVerbsOf(platform);
  const shown = version === undefined ? await verbs.current(operator) : await verbs.version(operator, version);
  if (json) return output.json(shown);
  const { createdAt, createdBy = "nobody", note } = shown;
  const when = createdAt === undefined ? "as by default" : new Date(createdAt).toISOString();
  output.note(`Version ${shown.version}, ${when}, by ${createdBy}${note === undefined ? "" : `: ${note}`}`);
  const policy = { ...verbs, current: () => Promise.resolve(shown) };
  output.print((await createConfigVerbs({ policy }).export(operator)).trimEnd());
}
