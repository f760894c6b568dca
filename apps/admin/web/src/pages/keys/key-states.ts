import type { Key } from "../../../../src/contract/keys.ts";
import type { KeysSearch } from "./keys-search.ts";

export const keyStates = ["active", "unused", "expiring", "expired", "revoked", "rotating"] as const;
export type KeyState = (typeof keyStates)[number];

/** Time enough to give a client another key without hurry. */
const soonMs = 14 * 86_400_000;

/** What is to be said of a key, the most important first. `active` only where there is nothing else. */
export function statesOf(key: Key, now: number): [KeyState, ...KeyState[]] {
  if (key.revokedAt !== undefined) return ["revoked"];
  if (key.expiresAt !== undefined && key.expiresAt <= now) return ["expired"];
  const [first, ...others] = [
    ...(key.expiresAt !== undefined && key.expiresAt - now <= soonMs ? (["expiring"] as const) : []),
    ...(key.secrets.filter(({ expiresAt = Infinity }) => expiresAt > now).length > 1 ? (["rotating"] as const) : []),
    ...(key.lastUsedAt === undefined ? (["unused"] as const) : []),
  ];
  return first === undefined ? ["active"] : [first, ...others];
}

export function filterKeys(keys: readonly Key[], search: KeysSearch, now: number): Key[] {
  const words = (search.q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  return keys.filter(
    (key) =>
      words.every((word) => textOf(key).includes(word)) &&
      (search.state === undefined ? key.revokedAt === undefined : statesOf(key, now).includes(search.state)) &&
      (search.toolset === undefined || (key.grant.toolsets?.includes(search.toolset) ?? false)) &&
      // A grant that says nothing of access allows every kind.
      (search.access === undefined || (key.grant.access?.includes(search.access) ?? true)),
  );
}

/** The visible part of the newest secret. */
export function prefixOf({ secrets }: Key): string | undefined {
  return secrets.toSorted((a, b) => b.createdAt - a.createdAt)[0]?.prefix;
}

function textOf({ id, name, secrets, lastUsedFrom = "" }: Key): string {
  return [id, name, lastUsedFrom, ...secrets.map(({ prefix }) => prefix)].join(" ").toLowerCase();
}
