/** Kinds that browsers show without running anything in them. */
export const pictureTypes: readonly string[] = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"];
export const soundTypes: readonly string[] = [
  "audio/wav",
  "audio/x-wav",
  "audio/mpeg",
  "audio/mp3",
  "audio/ogg",
  "audio/webm",
  "audio/mp4",
  "audio/aac",
  "audio/flac",
];

/** The object or list that a text is, where it is one. */
export function jsonIn(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What only Markdown looks like. One alone occurs in logs and in code. */
const marks = [
  /^ {0,3}#{1,6} \S/m,
  /^ {0,3}(?:[-*+]|\d{1,3}[.)]) \S/m,
  /^ {0,3}```/m,
  /\[[^\]\n]+\]\([^)\s]+\)/,
  /\*\*\S[^*\n]*\*\*/,
  /^\|?(?: *:?-{3,}:? *\|)+/m,
  /`[^`\n]+`/,
];

export function isMarkdown(text: string, type = ""): boolean {
  return type.startsWith("text/markdown") || marks.filter((mark) => mark.test(text)).length >= 2;
}

export function sizeOfBase64(data: string): number {
  return Math.max(0, Math.floor((data.length * 3) / 4) - (/={1,2}$/.exec(data)?.[0].length ?? 0));
}
