export interface Page {
  readonly content: string;
  readonly totalLength: number;
  /** Where to go on; undefined at the end. */
  readonly nextStart?: number;
}

export interface PageRange {
  readonly start: number;
  /** Characters (UTF-16 code units, as JavaScript counts). */
  readonly lengthMax: number;
  readonly bytesMax: number;
}

/** A part of a text that does not end within a character. */
export function cutPage(text: string, { start, lengthMax, bytesMax }: PageRange): Page {
  let end = Math.min(text.length, start + lengthMax);
  while (Buffer.byteLength(text.slice(start, end)) > bytesMax) {
    const excess = Buffer.byteLength(text.slice(start, end)) - bytesMax;
    // A code unit takes up to three bytes.
    end -= Math.max(1, Math.floor(excess / 3));
  }
  if (end < text.length && end - start > 1 && isHighSurrogate(text.charCodeAt(end - 1))) end -= 1;
  const content = text.slice(start, Math.max(start, end));
  return { content, totalLength: text.length, ...(end < text.length && content !== "" ? { nextStart: end } : {}) };
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
