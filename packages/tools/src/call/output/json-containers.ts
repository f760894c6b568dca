/** An array or object within a JSON text, by its place in the text's bytes. */
export interface JsonContainer {
  readonly isArray: boolean;
  readonly start: number;
  /** After its closing bracket. */
  readonly end: number;
  /** Those within it that may be cut: all of an object's, and of an array's the one that is its first item. */
  readonly children: readonly JsonContainer[];
  /** Bytes that go when every array within it becomes empty. */
  readonly removable: number;
}

/** Deeper ones, and those after so many, are left whole: the work stays in proportion to the text. */
const DEPTH_MAX = 16;
const CONTAINERS_MAX = 20_000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * The outermost container of a valid JSON text; undefined for a text that is none. The text itself is looked at, not
 * the value that it stands for: numbers stay as they were written, and places are bytes.
 */
export function findContainers(json: Buffer): JsonContainer | undefined {
  let left = CONTAINERS_MAX;

  function read(start: number, depth: number): JsonContainer {
    left -= 1;
    return json[start] === OPEN_ARRAY ? readArray(start, depth) : readObject(start, depth);
  }

  function mayRead(at: number, depth: number): boolean {
    return left > 0 && depth < DEPTH_MAX && isOpening(json[at]);
  }

  function readArray(start: number, depth: number): JsonContainer {
    const first = skipSpace(json, start + 1);
    const children = mayRead(first, depth) ? [read(first, depth + 1)] : [];
    const end = skipRest(json, children[0]?.end ?? first);
    return { isArray: true, start, end, children, removable: end - start - 2 };
  }

  function readObject(start: number, depth: number): JsonContainer {
    const children: JsonContainer[] = [];
    let removable = 0;
    let at = skipSpace(json, start + 1);
    while (json[at] === QUOTE) {
      // Over the name and its colon.
      at = skipSpace(json, skipSpace(json, skipString(json, at)) + 1);
      if (mayRead(at, depth)) {
        const child = read(at, depth + 1);
        children.push(child);
        removable += child.removable;
        at = child.end;
      } else at = skipValue(json, at);
      at = skipSpace(json, at);
      if (json[at] === COMMA) at = skipSpace(json, at + 1);
    }
    return { isArray: false, start, end: at + 1, children, removable };
  }

  const start = skipSpace(json, 0);
  return isOpening(json[start]) ? read(start, 1) : undefined;
}

/** The places after each item of an array, from the first on. */
export function* itemEnds(json: Buffer, array: JsonContainer): Generator<number> {
  let at = skipSpace(json, array.start + 1);
  while (at < array.end - 1) {
    const end = skipValue(json, at);
    yield end;
    at = skipSpace(json, skipSpace(json, end) + 1);
  }
}

function isOpening(byte: number | undefined): boolean {
  return byte === OPEN_ARRAY || byte === OPEN_OBJECT;
}

function skipSpace(json: Buffer, start: number): number {
  let at = start;
  // Space, tab, line feed, carriage return: nothing else that small stands between values.
  while ((json[at] ?? 0xff) <= 0x20) at += 1;
  return at;
}

/** From an opening quote to after the closing one. */
function skipString(json: Buffer, start: number): number {
  let at = start;
  for (;;) {
    at = json.indexOf(QUOTE, at + 1);
    if (at === -1) return json.length;
    let backslashes = 0;
    while (json[at - 1 - backslashes] === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return at + 1;
  }
}

function skipValue(json: Buffer, start: number): number {
  const first = json[start];
  if (first === QUOTE) return skipString(json, start);
  if (isOpening(first)) return skipRest(json, start + 1);
  let at = start;
  for (; at < json.length; at++) {
    const byte = json[at] ?? 0;
    if (byte <= 0x20 || byte === COMMA || byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) break;
  }
  return at;
}

/** From within a container to after its closing bracket. */
function skipRest(json: Buffer, start: number): number {
  let depth = 1;
  let at = start;
  while (at < json.length) {
    const byte = json[at];
    if (byte === QUOTE) {
      at = skipString(json, at);
      continue;
    }
    at += 1;
    if (isOpening(byte)) depth += 1;
    else if ((byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) && --depth === 0) return at;
  }
  return at;
}
