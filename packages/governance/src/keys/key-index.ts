import type { ApiKey, ApiKeySecret, Principal } from "@mcp-tools/core";
import { hashKeySecret, isKeySecret, PREFIX_LENGTH } from "./key-secret.ts";

/** What a presented secret turned out to be. */
export type KeyFinding =
  /** It is good. */
  | { readonly kind: "principal"; readonly principal: Principal }
  /** The key, or a secret of it that a rotation replaced, is past its time. */
  | { readonly kind: "expired" | "replaced"; readonly principal: Principal }
  /** Not of our form, or its checksum does not fit. */
  | { readonly kind: "malformed" }
  /** It was good here not long ago. */
  | { readonly kind: "revoked" }
  | { readonly kind: "unknown" };

/** The living keys, in memory. */
export interface KeyIndex {
  /** Takes these over, or what is revoked out; `isComplete`: all others go, too. Returns the principals that are no more. */
  apply(keys: readonly ApiKey[], isComplete: boolean): string[];
  /** Principals whose key has expired since the last look. */
  expire(now: number): string[];
  find(secret: string, now: number): KeyFinding;
  /** Undefined when its key is no more, or past its time. */
  current(principalId: string, now: number): Principal | undefined;
  readonly size: number;
}

interface Entry {
  readonly principal: Principal;
  /** The same answer each time: it is the way of every request. */
  readonly found: KeyFinding;
  readonly expiresAt: number;
  readonly secrets: readonly ApiKeySecret[];
  /** What it was made from: the same again changes nothing, and whoever remembers the principal keeps it. */
  readonly source: string;
  hasExpired: boolean;
}

/** What is longer is no key, and not worth hashing. */
const LENGTH_MAX = 64;
const MALFORMED: KeyFinding = Object.freeze({ kind: "malformed" });
/** Prefixes that are remembered of keys that went. */
const GONE_MAX = 1_000;
const REVOKED: KeyFinding = Object.freeze({ kind: "revoked" });
const UNKNOWN: KeyFinding = Object.freeze({ kind: "unknown" });

/** By principal, and by the visible prefix of each secret: what has none that we know is refused without being hashed. */
export function createKeyIndex(): KeyIndex {
  const entries = new Map<string, Entry>();
  const byPrefix = new Map<string, Entry[]>();
  /** The oldest first. */
  const gone = new Set<string>();

  function noteGone(prefix: string): void {
    gone.add(prefix);
    if (gone.size > GONE_MAX) for (const oldest of gone) return void gone.delete(oldest);
  }

  function remove(id: string): boolean {
    const entry = entries.get(id);
    if (entry === undefined) return false;
    entries.delete(id);
    for (const { prefix } of entry.secrets) {
      const others = byPrefix.get(prefix)?.filter((other) => other !== entry) ?? [];
      if (others.length > 0) byPrefix.set(prefix, others);
      else {
        byPrefix.delete(prefix);
        noteGone(prefix);
      }
    }
    return true;
  }

  function put(key: ApiKey): void {
    const id = principalIdOf(key);
    const before = entries.get(id);
    const entry = toEntry(key, before);
    if (entry === before) return;
    remove(id);
    entries.set(id, entry);
    for (const { prefix } of entry.secrets) {
      byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), entry]);
      gone.delete(prefix);
    }
  }

  return {
    apply(keys, isComplete) {
      const ended = keys.filter(({ revokedAt }) => revokedAt !== undefined).map(principalIdOf);
      if (isComplete) {
        const named = new Set(keys.map(principalIdOf));
        ended.push(...[...entries.keys()].filter((id) => !named.has(id)));
      }
      for (const key of keys) if (key.revokedAt === undefined) put(key);
      return ended.filter(remove);
    },
    expire(now) {
      const expired: string[] = [];
      for (const [id, entry] of entries) {
        if (entry.hasExpired || entry.expiresAt > now) continue;
        entry.hasExpired = true;
        expired.push(id);
      }
      return expired;
    },
    find(secret, now) {
      const prefix = secret.slice(0, PREFIX_LENGTH);
      const candidates = secret.length > LENGTH_MAX ? undefined : byPrefix.get(prefix);
      if (candidates === undefined) return !isKeySecret(secret) ? MALFORMED : gone.has(prefix) ? REVOKED : UNKNOWN;
      const hash = hashKeySecret(secret);
      for (const { principal, found, expiresAt, secrets } of candidates) {
        const known = secrets.find((other) => other.hash === hash);
        if (known === undefined) continue;
        if (expiresAt <= now) return { kind: "expired", principal };
        return known.expiresAt !== undefined && known.expiresAt <= now ? { kind: "replaced", principal } : found;
      }
      return isKeySecret(secret) ? UNKNOWN : MALFORMED;
    },
    current(principalId, now) {
      const entry = entries.get(principalId);
      return entry !== undefined && entry.expiresAt > now ? entry.principal : undefined;
    },
    get size() {
      return entries.size;
    },
  };
}

function principalIdOf({ id }: ApiKey): string {
  return `key:${id}`;
}

function toEntry(key: ApiKey, before: Entry | undefined): Entry {
  const { name, grant, limits, output, personId, expiresAt = Infinity, secrets } = key;
  const source = JSON.stringify([name, grant, limits, output, personId, key.expiresAt, secrets]);
  if (before?.source === source) return before;
  const made = toPrincipal(key);
  // A new secret or another expiry makes no new principal.
  const principal = before && JSON.stringify(before.principal) === JSON.stringify(made) ? before.principal : made;
  return {
    principal,
    found: Object.freeze({ kind: "principal", principal }),
    expiresAt,
    secrets,
    source,
    hasExpired: false,
  };
}

/** Keys work in one space, as everyone does: a team that shares a server shares its memory graph. */
function toPrincipal({ id, name, grant, limits, output, personId }: ApiKey): Principal {
  return deepFreeze({ id: `key:${id}`, kind: "key", name, space: "default", grant, personId, limits, output });
}

function deepFreeze<Value extends object>(value: Value): Value {
  for (const part of Object.values(value)) if (typeof part === "object" && part !== null) deepFreeze(part as object);
  return Object.freeze(value);
}
