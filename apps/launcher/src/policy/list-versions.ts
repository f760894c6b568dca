import { operator } from "@mcp-tools/governance";
import { policyVerbsOf } from "@mcp-tools/platform";
import type { PolicyCommandDeps } from "./policy-command-deps.ts";

/** Lists the versions of the policy, the newest first. */
export async function listVersions(
  { limit, json }: { limit: number; json: boolean },
  { platform, output }: PolicyCommandDeps,
): Promise<void> {
  const versions = await policyVerbsOf(platform).history(operator, { limit });
  if (json) return output.json(versions);
  for (const { version, createdAt, createdBy, note = "" } of versions)
    output.print(
      `${String(version).padStart(5)}  ${new Date(createdAt).toISOString()}  ${createdBy}  ${note}`.trimEnd(),
    );
  if (versions.length === 0) output.print("The policy was never changed: it is as by default.");
}
