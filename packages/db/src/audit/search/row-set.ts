/** Rows of a part of a segment. A part with fewer leaves its first places empty. */
export const partRows = 8000;

/** Digits of a list: 90 printable characters from `#` on, so that two make 8,100. */
const base = 90;
const zero = "#".charCodeAt(0);
const bitmapBytes = partRows / 8;
const bitmapChars = Math.ceil(bitmapBytes / 3) * 4;

/** Rows of a part: bit n & 7 of byte n >> 3. Its memory is its own and begins with it, so that it can be taken by words. */
export type RowSet = Uint8Array<ArrayBuffer>;

/**
 * The set as text, whichever is shortest: `.` and the rows, two characters each; `~`, the part's first row, and the rows that it
 * has besides; `=` and a bitmap in base64. ASCII without quotes, spaces and line breaks.
 * @param rows ascending, from `first` on, each below `partRows`
 */
export function encodeRowSet(rows: readonly number[], first: number): string {
  const others = partRows - first - rows.length;
  if (2 * Math.min(rows.length, others + 1) > bitmapChars) {
    const set = emptyRowSet();
    for (const row of rows) addRow(set, row);
    return `=${Buffer.from(set).toString("base64")}`;
  }
  return rows.length <= others + 1 ? `.${digits(rows)}` : `~${digits([first, ...without(rows, first)])}`;
}

function digits(rows: readonly number[]): string {
  let text = "";
  for (const row of rows) text += String.fromCharCode(zero + Math.floor(row / base), zero + (row % base));
  return text;
}

/** The rows from `first` on that are not among these. */
function without(rows: readonly number[], first: number): number[] {
  const others: number[] = [];
  let index = 0;
  for (let row = first; row < partRows; row++) {
    if (rows[index] === row) index++;
    else others.push(row);
  }
  return others;
}

export function emptyRowSet(): RowSet {
  return new Uint8Array(bitmapBytes);
}

/** Adds the rows of an encoded set. */
export function addEncoded(set: RowSet, text: string): void {
  if (text.startsWith(".")) return readDigits(text, 1, (row) => addRow(set, row));
  const mine = wordsOf(set);
  const other = wordsOf(text.startsWith("=") ? fromBitmap(text) : allBut(text));
  for (let index = 0; index < mine.length; index++) mine[index] = (mine[index] ?? 0) | (other[index] ?? 0);
}

function fromBitmap(text: string): RowSet {
  const set = emptyRowSet();
  Buffer.from(set.buffer).write(text.slice(1), "base64");
  return set;
}

function allBut(text: string): RowSet {
  const set = emptyRowSet();
  let first: number | undefined;
  readDigits(text, 1, (row) => {
    if (first !== undefined) set[row >> 3] = (set[row >> 3] ?? 0) & ~(1 << (row & 7));
    else {
      first = row;
      set.fill(255, row >> 3);
      if (row < partRows) set[row >> 3] = (255 << (row & 7)) & 255;
    }
  });
  return set;
}

function readDigits(text: string, from: number, each: (row: number) => void): void {
  for (let at = from; at + 1 < text.length; at += 2)
    each((text.charCodeAt(at) - zero) * base + text.charCodeAt(at + 1) - zero);
}

/** Returns whether there are any. */
export function keepCommon(set: RowSet, other: RowSet): boolean {
  const mine = wordsOf(set);
  const others = wordsOf(other);
  let left = 0;
  for (let index = 0; index < mine.length; index++) left |= mine[index] = (mine[index] ?? 0) & (others[index] ?? 0);
  return left !== 0;
}

function wordsOf(set: RowSet): Uint32Array {
  return new Uint32Array(set.buffer);
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
