import type { Approval } from "../../../../src/contract/approvals.ts";
import type { Me } from "../../../../src/contract/people.ts";

/** Whether it is this person's own call, or one of a key that is theirs: the server lets nobody approve those. */
export function isOwnCall(
  { id }: Pick<Me, "id">,
  { principalId, personId }: Pick<Approval, "principalId" | "personId">,
): boolean {
  return id === principalId || id === personId;
}

/** Whether it can still be decided about. It is over on time, whoever looks. */
export function isOpen({ state, expiresAt }: Pick<Approval, "state" | "expiresAt">, now: number): boolean {
  return state === "waiting" && now < expiresAt;
}

/** What a tool does in a sentence: the first of its description. */
export function firstSentence(text: string): string {
  return /^[\s\S]*?(?:[.!?](?=\s+[^a-z\s]|\s*$)|[。！？]|\n\n|$)/.exec(text.trim())?.[0].trim() ?? "";
}
