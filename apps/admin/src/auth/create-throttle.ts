import { createHash } from "node:crypto";
import type { AttemptRule, AttemptStore } from "@mcp-tools/core";

/** What is guessed at. Each has a count of its own: who knows a password has not paid for codes with it. */
export type Guessed = "password" | "code" | "backup_code";

/** Guards what guessing would be worth: counted in the database, for all replicas together, before any password is hashed. */
export interface Throttle {
  /** One attempt from a network address (see `networkOf`), at an account where it is about one. Undefined: go on; else how long to wait. */
  attempt(attempt: { network: string; account?: string | undefined; guessed?: Guessed }): Promise<number | undefined>;
  /** It went well: the account's failures are forgotten. */
  succeeded(account: string, guessed?: Guessed): Promise<void>;
}

const perAddress = { kind: "window", max: 20, windowMs: 60_000 } as const;
const unhurried = { kind: "backoff", free: 5, firstMs: 1000, lastMs: 60_000, quietMs: 900_000 } as const;
const perAccount = {
  password: unhurried,
  // Three of a million are right at any time: some 24 guesses a day find one in forty years.
  code: { ...unhurried, lastMs: 3_600_000, quietMs: 86_400_000 },
  backup_code: unhurried,
} as const;
const rememberedMax = 10_000;

export function createThrottle({ attempts, now = Date.now }: { attempts: AttemptStore; now?: () => number }): Throttle {
  /** Who has to wait until when: a flood is sent away without asking the database each time. */
  const waits = new Map<string, number>();

  async function claim(rule: AttemptRule): Promise<number | undefined> {
    const until = waits.get(rule.key);
    if (until !== undefined && until > now()) return until - now();
    waits.delete(rule.key);
    const answer = await attempts.claim(rule);
    if (answer.ok) return undefined;
    if (waits.size >= rememberedMax) waits.delete(waits.keys().next().value ?? "");
    waits.set(rule.key, now() + answer.retryAfterMs);
    return answer.retryAfterMs;
  }

  return {
    async attempt({ network, account, guessed = "password" }) {
      const wait = await claim({ ...perAddress, key: `address:${network}` });
      if (wait !== undefined || account === undefined) return wait;
      return claim({ ...perAccount[guessed], key: accountKey(account, guessed) });
    },
    async succeeded(account, guessed = "password") {
      const key = accountKey(account, guessed);
      waits.delete(key);
      await attempts.forget(key);
    },
  };
}

/** Names of any length, and not readable in the table. */
function accountKey(account: string, guessed: Guessed): string {
  const prefix = guessed === "password" ? "account" : guessed;
  return `${prefix}:${createHash("sha256").update(account.trim().toLowerCase()).digest("base64url")}`;
}
