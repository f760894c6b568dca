import { isAppError } from "@mcp-tools/core";
import { makeSetupLink, operator, type Actor, type PeopleDeps } from "@mcp-tools/governance";

const system: Actor = { ...operator, transport: "system" };

/** While nobody owns the console: the path of a new link that makes the owner. It ends those of earlier starts. */
export async function offerSetup(deps: Pick<PeopleDeps, "audit" | "invitations">): Promise<string | undefined> {
  try {
    return (await makeSetupLink(deps, system)).path;
  } catch (error) {
    if (isAppError(error) && error.code === "conflict") return undefined;
    throw error;
  }
}
