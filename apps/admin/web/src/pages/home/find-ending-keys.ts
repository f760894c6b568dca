import type { Key } from "../../../../src/contract/keys.ts";

/** A key that stops working soon, or did lately while somebody still used it. */
export interface EndingKey {
  readonly kind: "keyEnds";
  readonly id: string;
  readonly name: string;
  readonly expiresAt: number;
  readonly isOver: boolean;
}

const dayMs = 86_400_000;
const soonMs = 7 * dayMs;
const shownMax = 3;

type Known = Pick<Key, "id" | "name" | "state" | "expiresAt" | "lastUsedAt">;

/** The most urgent first, and few: the page Keys has them all. */
export function findEndingKeys(keys: readonly Known[], now: number): EndingKey[] {
  return keys
    .flatMap((key): EndingKey[] => {
      const { id, name, state, expiresAt, lastUsedAt } = key;
      if (expiresAt === undefined || state === "revoked") return [];
      const isOver = expiresAt <= now;
      // A key that nobody used in its last week is missed by nobody.
      const isMissed = isOver && now - expiresAt < soonMs && expiresAt - (lastUsedAt ?? 0) < soonMs;
      const isNear = !isOver && expiresAt - now < soonMs;
      return isNear || isMissed ? [{ kind: "keyEnds", id, name, expiresAt, isOver }] : [];
    })
    .toSorted((a, b) => Number(b.isOver) - Number(a.isOver) || a.expiresAt - b.expiresAt)
    .slice(0, shownMax);
}
