import { AppError } from "@mcp-tools/core";

const NAME_CHARS_MAX = 100;

/** One line, as it is shown; never as markup. */
export function plainName(given: string): string {
  const name = given.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
  if (name === "" || name.length > NAME_CHARS_MAX)
    throw new AppError("invalid_input", `A name has 1 to ${NAME_CHARS_MAX} characters.`);
  return name;
}
