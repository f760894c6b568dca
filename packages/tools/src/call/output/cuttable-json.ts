import { findContainers, itemEnds, type JsonContainer } from "./json-containers.ts";

/** A JSON text that becomes shorter by whole items of the arrays in it, never by half a value. */
export interface CuttableJson {
  readonly bytes: number;
  /**
   * At most so long, or undefined where that cannot be. Of each array the first items stay. The array with the most in
   * it is cut first; one whose first item alone is too long is cut within that item.
   */
  cut(bytesMax: number): string | undefined;
  /**
   * The same text as several, each at most so long, each with some of the items of the array with the most in it, and
   * all of what is around that array. Undefined where that cannot be.
   */
  pages(bytesMax: number): string[] | undefined;
}

/** What is around an array stands on each page, so it may not take more than this part of one. */
const FRAME_PART_MAX = 0.25;

/** Undefined for a text that is not JSON, or whose JSON is not an array or object. */
export function cuttableJson(text: string): CuttableJson | undefined {
  if (!/^\s*[[{]/.test(text) || !isJson(text)) return undefined;
  const json = Buffer.from(text);
  const root = findContainers(json);
  if (root === undefined) return undefined;
  return {
    bytes: json.length,
    cut(bytesMax) {
      const gaps: Gap[] = [];
      // Space around the root counts, too.
      const around = json.length - (root.end - root.start);
      return cut(json, root, bytesMax - around, gaps) === undefined ? undefined : without(json, gaps);
    },
    pages: (bytesMax) => split(json, root, bytesMax),
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Bytes that are left out: from the first to before the second. */
type Gap = readonly [number, number];

/** Adds what has to go to `gaps`, and returns the bytes that stay; undefined, with nothing added, where it cannot be so short. */
function cut(json: Buffer, container: JsonContainer, bytesMax: number, gaps: Gap[]): number | undefined {
  const size = container.end - container.start;
  if (size <= bytesMax) return size;
  if (size - container.removable > bytesMax) return undefined;
  return container.isArray ? cutArray(json, container, bytesMax, gaps) : cutObject(json, container, bytesMax, gaps);
}

function cutArray(json: Buffer, array: JsonContainer, bytesMax: number, gaps: Gap[]): number {
  const { start, end } = array;
  const last = end - 1;
  let kept = start + 1;
  for (const itemEnd of itemEnds(json, array)) {
    if (itemEnd - start + 1 > bytesMax) break;
    kept = itemEnd;
  }
  const [first] = array.children;
  if (kept === start + 1 && first !== undefined) {
    const before = first.start - start;
    const inside = cut(json, first, bytesMax - before - 1, gaps);
    if (inside !== undefined) {
      gaps.push([first.end, last]);
      return before + inside + 1;
    }
  }
  gaps.push([kept, last]);
  return kept - start + 1;
}

function cutObject(json: Buffer, object: JsonContainer, bytesMax: number, gaps: Gap[]): number | undefined {
  const mark = gaps.length;
  let size = object.end - object.start;
  for (const child of object.children.toSorted((one, other) => other.removable - one.removable)) {
    if (size <= bytesMax) break;
    const before = child.end - child.start;
    const after = cut(json, child, before - Math.min(size - bytesMax, child.removable), gaps);
    size -= before - (after ?? before);
  }
  if (size <= bytesMax) return size;
  gaps.length = mark;
  return undefined;
}

function without(json: Buffer, gaps: readonly Gap[]): string {
  const parts: Buffer[] = [];
  let at = 0;
  for (const [from, to] of gaps.toSorted(([one], [other]) => one - other)) {
    parts.push(json.subarray(at, from));
    at = to;
  }
  parts.push(json.subarray(at));
  return Buffer.concat(parts).toString();
}

function split(json: Buffer, root: JsonContainer, bytesMax: number): string[] | undefined {
  const array = mainArray(root);
  if (array === undefined) return undefined;
  const head = json.subarray(0, array.start + 1);
  const tail = json.subarray(array.end - 1);
  const room = bytesMax - head.length - tail.length;
  if (head.length + tail.length > bytesMax * FRAME_PART_MAX) return undefined;
  const pages: string[] = [];
  const add = (from: number, to: number) =>
    pages.push(Buffer.concat([head, trimmed(json.subarray(from, to)), tail]).toString());
  let from = array.start + 1;
  let to = from;
  for (const itemEnd of itemEnds(json, array)) {
    if (itemEnd - from > room && to > from) {
      add(from, to);
      from = to;
    }
    if (itemEnd - from > room) return undefined;
    to = itemEnd;
  }
  add(from, to);
  return pages;
}

/** The array with the most in it that no other array holds. */
function mainArray(root: JsonContainer): JsonContainer | undefined {
  let at = root;
  while (!at.isArray) {
    const [largest] = at.children.toSorted((one, other) => other.removable - one.removable);
    if (largest === undefined) return undefined;
    at = largest;
  }
  return at;
}

/** Items without the comma before them. */
function trimmed(items: Buffer): Buffer {
  const match = /^[\s,]*/.exec(items.subarray(0, 64).toString("latin1"));
  return items.subarray(match?.[0].length ?? 0);
}
