import { stripVTControlCharacters } from "node:util";
import type { Approval } from "@mcp-tools/core";
import type { ApprovalDetails } from "@mcp-tools/governance";
import { age } from "./age.ts";

/** One approval as a person decides about it: who, what, with which arguments, and what was decided before. */
export function renderCard(
  { approval, previous, lastApproved }: ApprovalDetails,
  { access, now }: { access: string | undefined; now: number },
): string {
  const { tool, state, principalName, principalId, transport, client, toolset, reason } = approval;
  const lines = [
    `${tool}${access === undefined ? " (not there any more)" : ` (${access})`}, ${state}`,
    `  caller     ${principalName} (${principalId}) through ${[transport, client, toolset].filter(Boolean).join(", ")}`,
    `  why asked  ${reason}`,
    `  asked      ${age(approval.createdAt, now)} ago, ${until(approval, now)}`,
    ...(approval.decidedBy === undefined ? [] : [`  decided    ${decisionOf(approval)}`]),
    ...(approval.callId === undefined ? [] : [`  used by    call ${approval.callId}`]),
    `  id         ${approval.id}`,
    "  arguments",
    ...indented(approval.arguments),
  ];
  if (lastApproved !== undefined && lastApproved.arguments !== approval.arguments)
    lines.push(`  last approved with (${age(lastApproved.createdAt, now)} ago)`, ...indented(lastApproved.arguments));
  if (previous.length > 0)
    lines.push("  before", ...previous.map((one) => `    ${age(one.createdAt, now)} ago: ${decisionOf(one)}`));
  return lines.map(harmless).join("\n");
}

function until({ state, expiresAt }: Approval, now: number): string {
  if (state === "waiting") return `expires in ${age(now, expiresAt)}`;
  return state === "approved" ? `can be used for another ${age(now, expiresAt)}` : "over";
}

function decisionOf({ state, decidedBy, decisionReason, scope }: Approval): string {
  const how = scope?.kind === "minutes" ? ` for ${scope.minutes} min` : scope?.kind === "always" ? " always" : "";
  const word = scope === undefined ? state : "approved";
  const reason = decisionReason === undefined ? "" : `: ${decisionReason}`;
  return `${word}${how} by ${decidedBy ?? "nobody"}${reason}`;
}

/** Cut arguments are no JSON, and are shown as they are. */
function indented(text: string): string[] {
  let pretty = text;
  try {
    pretty = JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    // As they are.
  }
  return pretty.split("\n").map((line) => `    ${line}`);
}

/** What a caller sends must not write over what the terminal shows around it. */
function harmless(line: string): string {
  return stripVTControlCharacters(line).replace(/[\p{Control}\u202a-\u202e\u2066-\u2069]/gu, "�");
}
