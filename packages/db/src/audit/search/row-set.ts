/** Rows of a part of a segment. A part with fewer leaves its first places empty. */
export const partRows = 8000;

/** Digits of the list: 90 printable characters from `#` on, so that two make 8,100. */
const base = 90;
const zero = "#".charCodeAt(0);
const bitmapBytes = partRows / 8;
const listRowsMax = Math.floor((Math.ceil(bitmapBytes / 3) * 4) / 2);

/** Rows of a part: bit n & 7 of byte n >> 3. */
export type RowSet = Uint8Array;

/**
 * The set as text: few rows as two characters each, many as a bitmap in base64, whichever is shorter. ASCII without quotes,
 * spaces and line breaks.
 * @param rows ascending, each below `partRows`
 */
export function encodeRowSet(rows: readonly number[]): string {
  if (rows.length > listRowsMax) {
    const set = new Uint8Array(bitmapBytes);
    for (const row of rows) addRow(set, row);
    return `=${Buffer.from(set).toString("base64")}`;
  }
  let text = ".";
  for (const row of rows) text += String.fromCharCode(zero + Math.floor(row / base), zero + (row % base));
  return text;
}

export function emptyRowSet(): RowSet {
  return new Uint8Array(bitmapBytes);
}

/** Adds the rows of an encoded set. */
export function addEncoded(set: RowSet, text: string): void {
  if (text.startsWith("=")) {
    const bytes = Buffer.from(text.slice(1), "base64");
    for (let index = 0; index < set.length; index++) set[index] = (set[index] ?? 0) | (bytes[index] ?? 0);
    return;
  }
  for (let at = 1; at + 1 < text.length; at += 2)
    addRow(set, (text.charCodeAt(at) - zero) * base + text.charCodeAt(at + 1) - zero);
}

export function keepCommon(set: RowSet, other: RowSet): void {
  for (let index = 0; index < set.length; index++) set[index] = (set[index] ?? 0) & (other[index] ?? 0);
}

/** At most `max` rows below `end`, the greatest first. */
export function lastRows(set: RowSet, end: number, max: number): number[] {
  const rows: number[] = [];
  for (let byte = Math.min(set.length, Math.ceil(end / 8)) - 1; byte >= 0 && rows.length < max; byte--) {
    const bits = set[byte] ?? 0;
    if (bits === 0) continue;
    for (let bit = 7; bit >= 0 && rows.length < max; bit--) {
      const row = byte * 8 + bit;
      if ((bits & (1 << bit)) !== 0 && row < end) rows.push(row);
    }
  }
  return rows;
}

function addRow(set: RowSet, row: number): void {
  set[row >> 3] = (set[row >> 3] ?? 0) | (1 << (row & 7));
}
