import { randomBytes } from "node:crypto";
import { hashSecret } from "@mcp-tools/governance";

const CODES = 10;
const CHARACTERS = 16;
const GROUP = 4;
/** Crockford's base 32: five bits a character, and none that is read as another one. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
const readAs: Readonly<Record<string, string>> = { o: "0", i: "1", l: "1" };
const hashed = "sha256:";

/** Of 80 random bits each: `k7q2-xw9p-3m4n-8zt5`. */
export function makeBackupCodes(): string[] {
  return Array.from({ length: CODES }, () => {
    const characters = Array.from(randomBytes(CHARACTERS), (byte) => alphabet[byte % alphabet.length]).join("");
    return (characters.match(new RegExp(`.{${GROUP}}`, "g")) ?? []).join("-");
  });
}

/** What is kept of a code, however it was typed; undefined for what cannot be one. */
export function hashBackupCode(typed: string): string | undefined {
  const code = typed
    .toLowerCase()
    .replace(/[\s-]/g, "")
    .replace(/[oil]/g, (letter) => readAs[letter] ?? letter);
  return code.length === CHARACTERS && Array.from(code).every((one) => alphabet.includes(one))
    ? `${hashed}${hashSecret(code)}`
    : undefined;
}

/**
 * How the sign-in library keeps the codes: as hashes, where its own way would be to encrypt them. So they are of use to nobody
 * who reads the database, and let people in after SECRET_KEY was changed, when no code of an app can be checked any more.
 */
export const storedAsHashes = {
  /** Also gets what is stored already, less the code that was used. */
  encrypt: async (json: string): Promise<string> =>
    JSON.stringify(
      (JSON.parse(json) as string[]).map((code) => (code.startsWith(hashed) ? code : hashBackupCode(code))),
    ),
  decrypt: async (json: string): Promise<string> => json,
};
