import type { ApiTokenStore, Logger } from "@mcp-tools/core";
import { API_TOKEN_PREFIX, hashSecret, personActor, tokenActor } from "@mcp-tools/governance";
import type { Identifier, Identity } from "./identity.ts";
import type { AuthRequest, PeopleAuth } from "./people-auth.ts";

export interface IdentifierDeps {
  readonly auth: Pick<PeopleAuth, "findSession">;
  readonly apiTokens: Pick<ApiTokenStore, "findLive" | "touch">;
  readonly log: Logger;
  /** Uses of tokens are written down together, default every five seconds. */
  readonly touchEveryMs?: number;
}

const usedMax = 10_000;
const bearer = new RegExp(`^Bearer +(${API_TOKEN_PREFIX}[\\w-]{43})$`, "i");

/** Nothing is remembered between requests: who was removed, demoted or revoked is so from their next one on. */
export function createIdentifier({ auth, apiTokens, log, touchEveryMs = 5000 }: IdentifierDeps): Identifier {
  const used = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  async function touch(): Promise<void> {
    timer = undefined;
    const ids = [...used];
    used.clear();
    try {
      await apiTokens.touch(ids);
    } catch (err) {
      log.debug({ err }, "use of tokens not written down");
    }
  }

  function note(id: string): void {
    if (used.size < usedMax) used.add(id);
    timer ??= setTimeout(() => void touch(), touchEveryMs).unref();
  }

  async function byToken(authorization: string, origin: AuthRequest): Promise<Identity | undefined> {
    const secret = bearer.exec(authorization)?.[1];
    const token = secret === undefined ? undefined : await apiTokens.findLive(hashSecret(secret));
    const actor = token && tokenActor(token, { address: origin.address, requestId: origin.requestId });
    if (token === undefined || actor === undefined) return undefined;
    note(token.id);
    return { actor };
  }

  async function bySession(request: AuthRequest, renew: boolean): Promise<Identity | undefined> {
    if (!request.headers.has("cookie")) return undefined;
    const session = await auth.findSession(request, { renew });
    const { address, requestId } = request;
    const actor = session && personActor(session.person, { address, requestId });
    return actor && { actor, session };
  }

  return {
    identify(request, { renew }) {
      const authorization = request.headers.get("authorization");
      return authorization === null ? bySession(request, renew) : byToken(authorization, request);
    },
    async close() {
      clearTimeout(timer);
      if (used.size > 0) await touch();
    },
  };
}
