import type { Approval } from "@mcp-tools/core";
import { InputRequired, type ClientPort, type Consent } from "@mcp-tools/tools";
import { elicitationText } from "./approval-texts.ts";

/**
 * Has a 2026-07-28 client that can do so show its person where this is decided: once an approval, so that a client that
 * comes back too early waits like any other. Undefined where there is nothing to ask, or they have seen it.
 */
export async function askClient(
  client: ClientPort,
  approval: Approval,
  url: string,
): Promise<Consent | "declined" | undefined> {
  if (client.era !== "modern" || !client.can("url_elicitation")) return undefined;
  const key = `approval:${approval.id}`;
  // Without `elicitationId`: that is the earlier revisions'.
  const params = { mode: "url", message: elicitationText(approval), url };
  try {
    const answers = await client.request({ [key]: { method: "elicitation/create", params } });
    const answer = answers[key];
    const isAccepted =
      typeof answer === "object" && answer !== null && "action" in answer && answer.action === "accept";
    return isAccepted ? undefined : "declined";
  } catch (error) {
    if (error instanceof InputRequired) return { kind: "ask_client", requests: error.requests };
    throw error;
  }
}
