import { AppError, type Logger } from "@mcp-tools/core";
import type { CryptoKey, JWTVerifyGetKey } from "jose";
import { discoverIssuer } from "./discover-issuer.ts";
import { fetchJson } from "./fetch-json.ts";

/** The keys that an issuer signs with. */
export interface SigningKeys {
  /** The issuer's name in its tokens. @throws AppError `unavailable` */
  issuer(): Promise<string>;
  /** @throws AppError `unavailable`; JOSEError where the token names no key of the issuer */
  readonly find: JWTVerifyGetKey;
}

export interface SigningKeysOptions {
  readonly issuer: string;
  readonly logger: Logger;
  readonly timeoutMs: number;
  /** After a failure, how long nothing is tried again. */
  readonly pauseMs: number;
}

/** An unknown key id may be a new key: they are read again, but not more often than this. */
const COOLDOWN_MS = 30_000;
const CACHE_MS = 900_000;

interface Opened {
  readonly issuer: string;
  readonly find: (...args: Parameters<JWTVerifyGetKey>) => Promise<CryptoKey>;
}

/** Read at first need, kept for 15 minutes. An issuer that does not answer is asked again after a pause, not by every token. */
export function createSigningKeys({ issuer, logger, timeoutMs, pauseMs }: SigningKeysOptions): SigningKeys {
  let opened: Opened | undefined;
  let opening: Promise<Opened> | undefined;
  let pausedUntil = 0;

  async function attempt<T>(work: () => Promise<T>): Promise<T> {
    if (Date.now() < pausedUntil) throw new AppError("unavailable", "The OAuth issuer did not answer a moment ago.");
    try {
      return await work();
    } catch (err) {
      pausedUntil = Date.now() + pauseMs * (0.75 + Math.random() / 2);
      logger.warn({ err, issuer }, "OAuth issuer cannot be reached, its new tokens are refused");
      throw err;
    }
  }

  async function open(): Promise<Opened> {
    const { createLocalJWKSet, createRemoteJWKSet, customFetch } = await import("jose");
    const found = await attempt(() => discoverIssuer(issuer, timeoutMs));
    const readKeys = async (url: string): Promise<Response> => {
      const keys = await fetchJson(url, timeoutMs);
      try {
        // Throws where it is no set of keys.
        createLocalJWKSet(keys as Parameters<typeof createLocalJWKSet>[0]);
      } catch (cause) {
        throw new AppError("unavailable", `${url} is no set of keys (RFC 7517).`, { cause });
      }
      return Response.json(keys);
    };
    const find = createRemoteJWKSet(new URL(found.jwksUri), {
      cooldownDuration: COOLDOWN_MS,
      cacheMaxAge: CACHE_MS,
      timeoutDuration: timeoutMs,
      [customFetch]: (url: string) => attempt(() => readKeys(url)),
    });
    return (opened = { issuer: found.issuer, find });
  }

  const get = async (): Promise<Opened> => opened ?? (await (opening ??= open().finally(() => (opening = undefined))));

  return {
    issuer: async () => (await get()).issuer,
    find: async (header, token) => (await get()).find(header, token),
  };
}
