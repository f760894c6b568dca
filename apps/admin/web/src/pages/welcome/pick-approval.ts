import type { Approval } from "./welcome-queries.ts";

/** The approval to show: one that waits, or else the last that this person decided about. Newest first is assumed. */
export function pickApproval(
  approvals: readonly Approval[],
  { me, now }: { me: string; now: number },
): Approval | undefined {
  const waiting = approvals.filter(({ state, expiresAt }) => state === "waiting" && expiresAt > now);
  return (
    waiting.find((approval) => !isOwn(approval, me)) ??
    waiting[0] ??
    approvals.find(({ decidedBy }) => decidedBy === me)
  );
}

/** Nobody approves their own call, nor one of a key that is theirs. */
export function isOwn({ principalId, personId }: Pick<Approval, "principalId" | "personId">, me: string): boolean {
  return principalId === me || personId === me;
}
