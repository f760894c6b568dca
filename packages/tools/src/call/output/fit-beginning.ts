import { tokenQuarters } from "@mcp-tools/core";

/** How long something may be. */
export interface Room {
  /** UTF-8 bytes. */
  readonly bytes: number;
  /** As estimated; undefined: no matter. */
  readonly tokens: number | undefined;
}

/** The longest beginning that fits and ends at a whole character. */
export function fitBeginning(text: string, { bytes, tokens }: Room): string {
  const quartersMax = tokens === undefined ? Number.POSITIVE_INFINITY : tokens * 4;
  let used = 0;
  let quarters = 0;
  let end = 0;
  while (end < text.length) {
    const unit = text.charCodeAt(end);
    const isPair = unit >= 0xd800 && unit <= 0xdbff && end + 1 < text.length;
    used += isPair ? 4 : unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
    quarters += isPair ? 2 : tokenQuarters(unit);
    if (used > bytes || quarters > quartersMax) break;
    end += isPair ? 2 : 1;
  }
  return text.slice(0, end);
}

/** The same, ending at a whole line where that costs no more than half of it. */
export function fitLines(text: string, room: Room): string {
  const beginning = fitBeginning(text, room);
  if (beginning.length === text.length) return text;
  const lines = beginning.lastIndexOf("\n") + 1;
  return lines >= beginning.length / 2 ? beginning.slice(0, lines) : beginning;
}
