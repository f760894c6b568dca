import { makeSetupLink, operator, type PeopleDeps } from "@mcp-tools/governance";
import type { PeopleOutput } from "./run-people.ts";

/** What `mcp-tools setup-link` does: the earlier link is of no use any more. @throws AppError `conflict` when there is an owner */
export async function runSetupLink(
  deps: Pick<PeopleDeps, "audit" | "invitations">,
  { json, output, consoleUrl }: PeopleOutput,
): Promise<void> {
  const { path, expiresAt } = await makeSetupLink(deps, operator);
  const link = `${consoleUrl}${path}`;
  if (json) return output.json({ link, expiresAt });
  output.note("Makes the console's owner, once, within a day:");
  return output.print(link);
}
