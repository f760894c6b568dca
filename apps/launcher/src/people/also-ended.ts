import type { EndedWithMaker } from "@mcp-tools/core";

/** A sentence for each kind of thing that went with its maker; empty where there was none. */
export function alsoEnded({ revokedTokens, endedInvitations }: EndedWithMaker): string {
  return [
    revokedTokens.length > 0 && ` Revoked tokens: ${revokedTokens.join(", ")}.`,
    endedInvitations.length > 0 && ` Invitations taken back: ${endedInvitations.join(", ")}.`,
  ]
    .filter(Boolean)
    .join("");
}
