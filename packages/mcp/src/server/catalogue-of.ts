import { AppError, isAppError, withDeadline, type Principal } from "@mcp-tools/core";
import type { Catalogue, Toolbox } from "@mcp-tools/tools";

/** Longer than a database takes to come, shorter than a client waits. */
const loadTimeoutMs = 10_000;

/**
 * What a principal sees at an endpoint, after loading what is not loaded yet; without a promise where everything is.
 * @throws AppError `unavailable` while the policy cannot be read: then nobody sees anything
 */
export function catalogueOf(toolbox: Toolbox, principal: Principal, toolset?: string): Catalogue | Promise<Catalogue> {
  return toolbox.isLoaded && toolbox.policy.isLoaded
    ? toolbox.catalogue(principal, toolset)
    : load(toolbox).then(() => toolbox.catalogue(principal, toolset));
}

async function load(toolbox: Toolbox): Promise<void> {
  const loading = toolbox.load().then(() => (toolbox.policy.isLoaded ? undefined : toolbox.policy.load()));
  await withDeadline(loading, loadTimeoutMs, "The database").catch((cause: unknown) => {
    if (!isAppError(cause) || cause.code !== "timeout") throw cause;
    throw new AppError(
      "unavailable",
      `The policy cannot be read yet, and without it nothing is served. ${cause.message}`,
      {
        cause,
      },
    );
  });
}
