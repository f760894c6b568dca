import type { Principal } from "@mcp-tools/core";
import type { ClaimsReading } from "./read-claims.ts";

export interface VerifiedToken {
  readonly verdict: ClaimsReading;
  /** The endpoints it is for; undefined: all of them. */
  readonly audiences: readonly string[] | undefined;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Tokens that have been checked, by their hash, until they expire. Of too many the oldest go first, and are checked again. */
export interface TokenCache {
  get(key: string, now: number): VerifiedToken | undefined;
  put(key: string, token: VerifiedToken): void;
  isLiving(principal: Principal, now: number): boolean;
  /** Told with a principal's id when the last of its tokens here has expired. */
  onEnd(listener: (principalId: string) => void): () => void;
  close(): void;
}

const SWEEP_MS = 10_000;

export function createTokenCache({ tokensMax }: { readonly tokensMax: number }): TokenCache {
  const tokens = new Map<string, VerifiedToken>();
  /** Outlives the cache's bound: a stream may hold a principal whose token has gone from it. */
  const ends = new WeakMap<Principal, number>();
  const listeners = new Set<(principalId: string) => void>();
  let sweeping: NodeJS.Timeout | undefined;

  function sweep(): void {
    const now = Date.now();
    const ended = new Set<string>();
    const living = new Set<string>();
    for (const [key, { verdict, expiresAt }] of tokens) {
      const id = "principal" in verdict ? verdict.principal.id : "";
      if (expiresAt > now) living.add(id);
      else {
        tokens.delete(key);
        ended.add(id);
      }
    }
    for (const id of ended) if (!living.has(id)) for (const listener of listeners) listener(id);
    if (tokens.size > 0) return;
    clearInterval(sweeping);
    sweeping = undefined;
  }

  return {
    get(key, now) {
      const token = tokens.get(key);
      return token !== undefined && token.expiresAt > now ? token : undefined;
    },
    put(key, token) {
      if (tokens.size >= tokensMax) {
        const [oldest] = tokens.keys();
        if (oldest !== undefined) tokens.delete(oldest);
      }
      tokens.set(key, token);
      if ("principal" in token.verdict) ends.set(token.verdict.principal, token.expiresAt);
      sweeping ??= setInterval(sweep, SWEEP_MS).unref();
    },
    isLiving: (principal, now) => (ends.get(principal) ?? 0) > now,
    onEnd(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      clearInterval(sweeping);
      sweeping = undefined;
      listeners.clear();
      tokens.clear();
    },
  };
}
