import { toUSVString } from "node:util";

/** Text as PostgreSQL takes it: it refuses NUL, and halves of surrogate pairs where JSON writes them as escapes. */
export function storableText(text: string): string {
  return toUSVString(text.replaceAll("\0", ""));
}

/** The value as JSON that PostgreSQL can read. A second pass only where the first shows an escape: they are rare, and this is the hot path. */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value);
  return json.includes("\\u")
    ? JSON.stringify(value, (_key, part: unknown) => (typeof part === "string" ? storableText(part) : part))
    : json;
}
