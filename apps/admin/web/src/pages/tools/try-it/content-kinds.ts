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

/** An address that may be followed: of the web, and nothing that a browser would run. */
export function webAddress(uri: string): string | undefined {
  const url = URL.parse(uri);
  return url !== null && (url.protocol === "https:" || url.protocol === "http:") ? url.href : undefined;
}

export function sizeOfBase64(data: string): number {
  return Math.max(0, Math.floor((data.length * 3) / 4) - (/={1,2}$/.exec(data)?.[0].length ?? 0));
}
