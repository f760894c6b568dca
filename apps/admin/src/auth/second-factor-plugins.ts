import type { BetterAuthPlugin } from "better-auth";
import { createAuthEndpoint } from "better-auth/api";
import { parseEnvelope, symmetricDecrypt, symmetricEncrypt } from "better-auth/crypto";
import { twoFactor } from "better-auth/plugins/two-factor";
import * as z from "zod";
import { makeBackupCodes, storedAsHashes } from "./backup-codes.ts";
import { stepOfCode } from "./code-step.ts";
import { halfWaySeconds } from "./session-seconds.ts";

const model = "twoFactor";
/** The cookie between the two steps: its name behind the prefix of all our cookies. */
export const halfWayCookie = "two_factor";

/** What is known of a code: its time step, that it is wrong, or that nobody can say under this SECRET_KEY. */
export type CodeFinding = { readonly step: number } | "wrong" | "unreadable";

/** The library's second factor, and what our routes have to know before they ask it. */
export function secondFactorPlugins() {
  return [
    twoFactor({
      twoFactorCookieMaxAge: halfWaySeconds,
      backupCodeOptions: { customBackupCodesGenerate: makeBackupCodes, storeBackupCodes: storedAsHashes },
      // Ours says when to come back, and leaves backup codes a way in; see `createThrottle`.
      accountLockout: { enabled: false },
    }),
    lookUp(),
  ] as const;
}

function lookUp() {
  return {
    id: "second-factor-look-up",
    endpoints: {
      findHalfWay: createAuthEndpoint.serverOnly({ method: "POST", requireHeaders: true }, async (ctx) => {
        const { name } = ctx.context.createAuthCookie(halfWayCookie);
        const identifier = await ctx.getSignedCookie(name, ctx.context.secret);
        const found = identifier ? await ctx.context.internalAdapter.findVerificationValue(identifier) : null;
        return found !== null && found.expiresAt.getTime() > Date.now() ? found.value : null;
      }),
      findCodeStep: createAuthEndpoint.serverOnly(
        { method: "POST", body: z.object({ personId: z.string(), code: z.string() }) },
        async (ctx): Promise<CodeFinding> => {
          const { personId, code } = ctx.body;
          const { adapter, secretConfig: key } = ctx.context;
          const ofPerson = { field: "userId", value: personId };
          const kept = await adapter.findOne<{ secret: string }>({ model, where: [ofPerson] });
          if (kept === null) return "wrong";
          const secret = await decrypt(key, kept.secret);
          if (secret === undefined) return "unreadable";
          const step = stepOfCode(secret, code, Date.now());
          if (step === undefined) return "wrong";
          if (!isCurrent(key, kept.secret)) {
            const update = { secret: await symmetricEncrypt({ key, data: secret }) };
            await adapter.update({ model, where: [ofPerson, { field: "secret", value: kept.secret }], update });
          }
          return { step };
        },
      ),
    },
  } satisfies BetterAuthPlugin;
}

type Key = Parameters<typeof symmetricDecrypt>[0]["key"];

/** Else it is encrypted anew, so that an old SECRET_KEY is needed until each has brought a code once. */
function isCurrent(key: Key, data: string): boolean {
  return typeof key === "string" || parseEnvelope(data)?.version === key.currentVersion;
}

/** Undefined where it was encrypted under a key that is not here: the cipher is authenticated, so nothing wrong comes out. */
async function decrypt(key: Key, data: string): Promise<string | undefined> {
  try {
    return await symmetricDecrypt({ key, data });
  } catch {
    return undefined;
  }
}
