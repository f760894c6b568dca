import { maskSecrets } from "@mcp-tools/core";
import type { Actor } from "@mcp-tools/governance";
import type { Diagnostics } from "../contract/settings.ts";
import type { ApiDeps } from "../routes/api-deps.ts";

type DiagnosticDeps = Pick<ApiDeps, "catalogue" | "log" | "policy" | "readOverview" | "settings">;

/** The state of the deployment in one piece. Texts in it may quote what others said, so all of it is masked once more. */
export async function diagnose(deps: DiagnosticDeps, actor: Actor): Promise<Diagnostics> {
  const [overview, policy] = await Promise.all([deps.readOverview(), countPolicy(deps, actor)]);
  const { version, system } = overview;
  const diagnostics: Diagnostics = {
    at: overview.at,
    version,
    node: system.node,
    platform: system.platform,
    overview,
    settings: deps.settings.map(({ description: _, ...setting }) => setting),
    ...(policy === undefined ? {} : { policy }),
    packs: deps.catalogue.list().packs.map(({ name, tools }) => ({ name, tools })),
  };
  return maskSecrets(diagnostics) as Diagnostics;
}

/** What is broken belongs into a diagnosis; it must not prevent one. */
async function countPolicy({ policy, log }: DiagnosticDeps, actor: Actor): Promise<Diagnostics["policy"]> {
  try {
    const { version, document } = await policy.current(actor);
    return { version, rules: document.rules.length, toolsets: document.toolsets.length };
  } catch (error) {
    log.warn({ err: error }, "the policy is missing in a diagnosis");
    return undefined;
  }
}
