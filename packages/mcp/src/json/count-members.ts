/** Levels of arrays and objects that a message may have: what comes after walks through it by recursion. */
export const NESTING_MAX = 500;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** How many members the objects of a JSON text have as written, or -1 where it nests deeper than allowed. */
export function countMembers(json: Uint8Array): number {
  const end = json.length;
  let depth = 0;
  let members = 0;
  for (let at = 0; at < end; at += 1) {
    const byte = json[at];
    if (byte === QUOTE) {
      // Most of a message is text: this loop is what the time goes to.
      for (at += 1; at < end && json[at] !== QUOTE; at += 1) if (json[at] === BACKSLASH) at += 1;
    } else if (byte === COLON) members += 1;
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      depth += 1;
      if (depth > NESTING_MAX) return -1;
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) depth -= 1;
  }
  return members;
}
