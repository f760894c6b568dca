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
  const { length } = Array.from(password);
  if (length < PASSWORD_CHARS_MIN)
    throw new AppError("invalid_input", `The password is too short: take ${PASSWORD_CHARS_MIN} characters or more.`);
  if (length > PASSWORD_CHARS_MAX)
    throw new AppError("invalid_input", `The password is too long: ${PASSWORD_CHARS_MAX} characters are the most.`);
  if (isGuessable(password.toLowerCase(), `${email} ${name}`.toLowerCase()))
    throw new AppError(
      "invalid_input",
      "The password is among those that are guessed first. A few unrelated words do well.",
    );
}

const OWN_WORD_CHARS_MIN = 3;
const LETTERS_MIN = 3;

/** Little is left of it once common words, the person's own, and rows of neighbouring characters are taken out. */
function isGuessable(password: string, own: string): boolean {
  if (new Set(password).size < DIFFERENT_CHARS_MIN) return true;
  const ownWords = own.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length >= OWN_WORD_CHARS_MIN);
  const words = [...ownWords, ...commonWords].toSorted((a, b) => b.length - a.length);
  let rest = password
    .replaceAll("@", "a")
    .replaceAll("$", "s")
    .replace(/[\s\p{P}\p{S}]/gu, "");
  for (const word of words) rest = rest.replaceAll(word, "");
  const letters = rest.replace(/\d/g, "").length;
  const digits = rest.length - letters;
  return letters < LETTERS_MIN && (digits < PASSWORD_CHARS_MIN || isRow(rest));
}

/** Mostly neighbours: `123456789012`, `aabbccddeeff`. */
function isRow(text: string): boolean {
  let neighbours = 0;
  for (let at = 1; at < text.length; at++) {
    const step = Math.abs(text.charCodeAt(at) - text.charCodeAt(at - 1));
    if (step <= 1 || step === 9) neighbours += 1;
  }
  return neighbours >= (text.length - 1) * 0.7;
}
