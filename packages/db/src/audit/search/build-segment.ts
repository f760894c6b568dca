import { setImmediate as nextTurn } from "node:timers/promises";
import { encodeRowSet, partRows } from "./row-set.ts";
import { facetEntry } from "./search-query.ts";
import { wordsOfJson, wordsOfText } from "./words.ts";

/** What is indexed of a row. */
export interface IndexableRow {
  readonly id: string;
  readonly kind: string;
  readonly outcome: string;
  readonly transport: string;
  readonly tool: string;
  readonly principal_id: string;
  readonly subject: string | null;
  readonly arguments: string;
  readonly message: string | null;
}

export interface WordPage {
  readonly firstWord: string;
  /**
   * For each word, in order: a line break, the word, and for each part that has it a space, the part (`a` to `p`), and its rows
   * as of `encodeRowSet`.
   */
  readonly entries: string;
}

/** Two fit on a page of PostgreSQL's. */
export const pageCharsMax = 3900;
/** The rows of a word. Most words have one row, and an array for each would be most of the garbage. */
type Rows = number | number[];

/** Rows, and words, that are handled before others get their turn: about a millisecond's worth. */
const rowsATurn = 100;
const wordsATurn = 1000;

/**
 * The words of the rows in pages, as a segment of one part. Works in small portions, because it shares its thread with calls.
 * @param rows in the order of their ids, at most `partRows`
 */
export async function buildSegment(rows: readonly IndexableRow[]): Promise<readonly WordPage[]> {
  const rowsOf = new Map<string, Rows>();
  const first = partRows - rows.length;
  const facet = rememberFacets();
  for (const [index, row] of rows.entries()) {
    if (index % rowsATurn === rowsATurn - 1) await nextTurn();
    addRow(rowsOf, first + index, facetsOf(row, facet));
    addRow(rowsOf, first + index, wordsOfJson(row.arguments));
    if (row.message !== null) addRow(rowsOf, first + index, wordsOfText(row.message));
  }
  const pages: { firstWord: string; entries: string }[] = [];
  let words = 0;
  for (const heap of inHeaps(rowsOf)) {
    for (const [word, set] of heap.sort(inOrder)) {
      addEntry(pages, word, `\n${word} a${encodeRowSet(typeof set === "number" ? [set] : set, first)}`);
      if (++words % wordsATurn === 0) await nextTurn();
    }
  }
  return pages;
}

/** There are few different ones. */
function rememberFacets(): typeof facetEntry {
  const known = new Map<string, string>();
  return (facet, value) => {
    const key = `${facet} ${value}`;
    let entry = known.get(key);
    if (entry === undefined) known.set(key, (entry = facetEntry(facet, value)));
    return entry;
  };
}

function facetsOf(row: IndexableRow, facet: typeof facetEntry): readonly string[] {
  const facets = [
    facet("kind", row.kind),
    facet("outcome", row.outcome),
    facet("transport", row.transport),
    facet("tool", row.tool),
    facet("principal", row.principal_id),
  ];
  return row.subject === null ? facets : [...facets, facet("subject", row.subject)];
}

function addRow(rowsOf: Map<string, Rows>, row: number, words: readonly string[]): void {
  for (const word of words) {
    const rows = rowsOf.get(word);
    if (rows === undefined) rowsOf.set(word, row);
    else if (typeof rows !== "number") {
      if (rows.at(-1) !== row) rows.push(row);
    } else if (rows !== row) rowsOf.set(word, [rows, row]);
  }
}

/** By first letter, in order: each is sorted in little time. */
function inHeaps(rowsOf: ReadonlyMap<string, Rows>): [string, Rows][][] {
  const heaps = new Map<string, [string, Rows][]>();
  for (const entry of rowsOf) {
    const letter = entry[0].slice(0, 1);
    const heap = heaps.get(letter);
    if (heap === undefined) heaps.set(letter, [entry]);
    else heap.push(entry);
  }
  return [...heaps].sort(inOrder).map(([, heap]) => heap);
}

/** By code unit, which for words without surrogates is PostgreSQL's collation "C". */
function inOrder([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function addEntry(pages: { firstWord: string; entries: string }[], word: string, entry: string): void {
  const page = pages.at(-1);
  if (page === undefined || page.entries.length + entry.length > pageCharsMax)
    pages.push({ firstWord: word, entries: entry });
  else page.entries += entry;
}
