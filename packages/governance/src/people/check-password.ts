import { AppError } from "@mcp-tools/core";

export const PASSWORD_CHARS_MIN = 12;
export const PASSWORD_CHARS_MAX = 128;
const DIFFERENT_CHARS_MIN = 5;

/** What lists of leaked passwords are full of; twelve characters alone do not keep these out. */
const commonWords = [
  "password",
  "passwort",
  "passw0rd",
  "qwertyuiop",
  "qwerty",
  "qwertz",
  "azerty",
  "asdfghjkl",
  "asdf",
  "zxcvbnm",
  "1q2w3e4r5t6y",
  "1q2w3e4r",
  "1qaz2wsx3edc",
  "abcdefghijklmnopqrstuvwxyz",
  "abcdef",
  "letmein",
  "welcome",
  "iloveyou",
  "administrator",
  "admin",
  "changeme",
  "correcthorsebatterystaple",
  "trustno1",
  "superman",
  "batman",
  "football",
  "baseball",
  "princess",
  "sunshine",
  "dragon",
  "monkey",
  "shadow",
  "master",
  "secret",
  "login",
  "owner",
  "test",
  "mcptools",
  "woaini",
];

/**
 * NIST SP 800-63B §3.1.1.2: length counts, composition rules do not; what attackers try first is refused.
 * @throws AppError `invalid_input` that says what would do
 */
export function checkPassword(password: string, { email, name }: { email: string; name: string }): void {
  const length = [...password].length;
  if (length < PASSWORD_CHARS_MIN)
    throw new AppError("invalid_input", `The password is too short: take ${PASSWORD_CHARS_MIN} characters or more.`);
  if (length > PASSWORD_CHARS_MAX)
    throw new AppError("invalid_input", `The password is too long: ${PASSWORD_CHARS_MAX} characters are the most.`);
  if (isGuessable(password, [email.split("@")[0] ?? "", name]))
    throw new AppError("invalid_input", "The password is among those that are guessed first. A few unrelated words do well.");
}

/** Nothing is left of it once common words, the person's own, digits and signs are taken out. */
function isGuessable(password: string, own: readonly string[]): boolean {
  const plain = password.toLowerCase();
  if (new Set(plain).size < DIFFERENT_CHARS_MIN) return true;
  const words = [...own.map((word) => word.toLowerCase().trim()), ...commonWords]
    .filter((word) => word.length >= 4)
    .toSorted((a, b) => b.length - a.length);
  let rest = plain.replace(/[\s._-]/g, "");
  for (const word of words) rest = rest.replaceAll(word.replace(/[\s._-]/g, ""), "");
  return rest.replace(/[\d\p{P}\p{S}]/gu, "").length < 3 && rest.length < PASSWORD_CHARS_MIN - 2;
}
