import { AppError, isAppError, type PeopleStore } from "@mcp-tools/core";
import { isAPIError } from "better-auth/api";
import type { Library } from "./create-library.ts";
import { headersOf, translate, withHalfWayCookie } from "./library-request.ts";
import type { AuthRequest } from "./people-auth.ts";
import type { Proof, SecondFactor } from "./second-factor.ts";

export interface SecondFactorDeps {
  readonly people: Pick<PeopleStore, "backupCodesLeft" | "claimCodeStep" | "endSessions">;
  /** False: no key that encrypts now is there after a restart. */
  readonly isKeyLasting: boolean;
  readonly useLibrary: <T>(work: (library: Library) => Promise<T>) => Promise<T>;
  /** For work that hashes a password. */
  readonly useHashing: <T>(work: (library: Library) => Promise<T>) => Promise<T>;
}

const wrongCode = "The code is not right.";
const wrongBackupCode = "The backup code is not right, or was used already.";
const usedCode = "This code was used already. Wait for the next one.";
const startAgain = "This sign-in took too long, or was ended. Start again.";
const wrongPassword = "The current password is not right.";

/** The library's second factor, with what it leaves open: a code counts once, and an unreadable secret is said to be one. */
export function createSecondFactor({ people, isKeyLasting, useLibrary, useHashing }: SecondFactorDeps): SecondFactor {
  /** Uses up a code of an app. @returns what is wrong with it */
  async function claim(personId: string, code: string): Promise<string | undefined> {
    const found = await useLibrary(({ api }) => api.findCodeStep({ body: { personId, code } }));
    if (found === "unreadable") throw unreadable();
    if (found === "wrong") return wrongCode;
    return (await people.claimCodeStep(personId, found.step)) ? undefined : usedCode;
  }

  /** A person's own password and code, within their session. */
  async function prove(request: AuthRequest, { personId, password, code }: Proof): Promise<void> {
    if ((await people.backupCodesLeft(personId)) === undefined)
      throw new AppError("conflict", "There is no second factor: it was switched off or reset.");
    const headers = headersOf(request);
    const checked = useHashing(({ api }) => api.verifyPassword({ body: { password }, headers }));
    await translate(checked, "invalid_input", wrongPassword);
    if (code.kind === "code") {
      const wrong = await claim(personId, code.code);
      if (wrong !== undefined) throw new AppError("invalid_input", wrong);
      return;
    }
    const body = { code: code.code, disableSession: true };
    const used = useLibrary(({ api }) => api.verifyBackupCode({ body, headers }));
    await translate(used, "invalid_input", wrongBackupCode);
  }

  return {
    findHalfWay: async (request) =>
      (await useLibrary(({ api }) => api.findHalfWay({ headers: withHalfWayCookie(request) }))) ?? undefined,
    async finish(request, { personId, code }) {
      const headers = withHalfWayCookie(request);
      if (code.kind === "backup_code") {
        const finished = useLibrary(({ api }) =>
          api.verifyBackupCode({ body: { code: code.code }, headers, returnHeaders: true }),
        );
        return cookiesOf(await translate(finished, "unauthorized", wrongBackupCode));
      }
      const wrong = await claim(personId, code.code);
      if (wrong !== undefined) throw new AppError("unauthorized", wrong);
      const finished = useLibrary(({ api }) =>
        api.verifyTOTP({ body: { code: code.code }, headers, returnHeaders: true }),
      );
      return cookiesOf(await translate(finished, "not_found", startAgain));
    },
    async begin(request, { personId, password }) {
      if ((await people.backupCodesLeft(personId)) !== undefined) throw alreadyOn();
      if (!isKeyLasting)
        throw new AppError(
          "unavailable",
          "The secret is encrypted with SECRET_KEY, which is not set: no code would be right after a restart. Set the same SECRET_KEY for every process.",
        );
      const enable = () =>
        useHashing(({ api }) =>
          api.enableTwoFactor({ body: { password, method: "totp" }, headers: headersOf(request) }),
        );
      const begun = enable().catch((error: unknown) => {
        if (isAPIError(error) || isAppError(error)) throw error;
        // Of two at once one finds the row of the other in its way, and the next time to be replaced.
        return enable();
      });
      const answer = await translate(begun, "invalid_input", wrongPassword);
      if (answer.method !== "totp") throw new AppError("internal", "The sign-in library began another second factor.");
      const { totpURI: uri, backupCodes } = answer;
      return { uri, secret: new URL(uri).searchParams.get("secret") ?? "", backupCodes };
    },
    async confirm(request, { personId, sessionId, code }) {
      if ((await people.backupCodesLeft(personId)) !== undefined) throw alreadyOn();
      const wrong = code.kind === "code" ? await claim(personId, code.code) : wrongCode;
      if (wrong !== undefined) throw new AppError("invalid_input", wrong);
      await people.endSessions(personId, { except: sessionId });
      const confirmed = useLibrary(({ api }) =>
        api.verifyTOTP({ body: { code: code.code }, headers: headersOf(request), returnHeaders: true }),
      );
      return cookiesOf(await translate(confirmed, "invalid_input", wrongCode));
    },
    async remove(request, proof) {
      await prove(request, proof);
      const { password } = proof;
      const removed = useHashing(({ api }) =>
        api.disableTwoFactor({ body: { password }, headers: headersOf(request), returnHeaders: true }),
      );
      return cookiesOf(await translate(removed, "invalid_input", wrongPassword));
    },
    async renewBackupCodes(request, proof) {
      await prove(request, proof);
      const { password } = proof;
      const renewed = useHashing(({ api }) =>
        api.generateBackupCodes({ body: { password }, headers: headersOf(request) }),
      );
      return (await translate(renewed, "invalid_input", wrongPassword)).backupCodes;
    },
  };
}

function alreadyOn(): AppError {
  return new AppError("conflict", "There is a second factor already. Switch it off before you set up another one.");
}

function unreadable(): AppError {
  return new AppError(
    "conflict",
    "This code cannot be checked: it was set up under another SECRET_KEY. Use a backup code, or have somebody reset your second factor.",
  );
}

function cookiesOf({ headers }: { headers: Headers }): string[] {
  return headers.getSetCookie();
}
