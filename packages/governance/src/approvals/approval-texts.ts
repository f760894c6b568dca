import type { Approval } from "@mcp-tools/core";
import { can, roles } from "../actor/permissions.ts";

/** What callers are told about an approval: for models, so each says what to do. No arguments stand in any of them. */

export interface PendingParts {
  readonly approval: Approval;
  /** Of the page where it is decided, where there is one. */
  readonly url: string | undefined;
  readonly now: number;
  /** Why it is not waited for any longer; one sentence. */
  readonly why: string;
}

export function pendingText({ approval, url, now, why }: PendingParts): string {
  const { id, tool, reason, expiresAt } = approval;
  return [
    `This call of ${tool} waits for approval by a person. ${why}`,
    ...(reason === "" ? [] : [`Why it is asked: ${reason}`]),
    `Approval: ${id}`,
    `Who can decide: ${whoDecides(id, url)}`,
    `It expires at ${new Date(expiresAt).toISOString()} (in ${duration(expiresAt - now)}).`,
    "To continue, call again with the same arguments: the call joins this approval, and runs once when it is approved. Other arguments are another question.",
  ].join("\n");
}

export function refusedText({ decidedBy, decisionReason }: Approval): string {
  const by = decidedBy === undefined ? "" : ` by ${decidedBy}`;
  const reason = decisionReason === undefined || decisionReason === "" ? "No reason was given." : decisionReason;
  return `This call was refused${by}: ${reason}`;
}

export function expiredText({ id, tool }: Approval): string {
  return `Nobody decided about this call of ${tool} in time: the approval ${id} has expired, and the call did not run. Call again to ask anew.`;
}

export function progressText({ tool, id }: Approval, waitedMs: number): string {
  return `${tool} waits for approval by a person (${id}), for ${duration(waitedMs)} so far`;
}

/** For the person at the client who is to open the page. */
export function elicitationText({ tool, principalName }: Approval): string {
  return `The call of ${tool} by ${principalName} waits for approval. Somebody who may decide about it does so on this page; the caller cannot approve their own call.`;
}

function whoDecides(id: string, url: string | undefined): string {
  const deciders = roles.filter((role) => can(role, "approvals.decide"));
  const page = url === undefined ? "" : `at ${url}, or `;
  return `people with the role ${deciders.join(", ")}, but not the caller; ${page}with \`mcp-tools approvals approve ${id}\``;
}

function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
