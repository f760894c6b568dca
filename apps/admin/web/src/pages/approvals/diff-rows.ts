import { diffLines } from "diff";

/** A line of both sides; a side is absent where it has no such line. */
export type DiffRow =
  | { readonly kind: "same"; readonly before: string; readonly after: string }
  | { readonly kind: "changed"; readonly before?: string; readonly after?: string }
  | { readonly kind: "skipped"; readonly count: number };

/** Beyond this many changed lines nobody compares any more, and the search for the shortest difference gets slow. */
const editsMax = 500;
const context = 3;

/** Two texts beside each other, with long stretches that are the same left out; undefined when they have too little in common. */
export function diffRows(before: string, after: string): DiffRow[] | undefined {
  const changes = diffLines(before, after, { maxEditLength: editsMax });
  if (changes === undefined) return undefined;
  const rows: DiffRow[] = [];
  let removed: string[] = [];
  for (const { value, added, removed: isRemoved } of changes) {
    const lines = value.replace(/\n$/, "").split("\n");
    if (isRemoved) removed = lines;
    else if (added) {
      rows.push(...pair(removed, lines));
      removed = [];
    } else {
      rows.push(...pair(removed, []));
      removed = [];
      rows.push(...lines.map((line) => ({ kind: "same", before: line, after: line }) as const));
    }
  }
  return skipSame([...rows, ...pair(removed, [])]);
}

function pair(before: readonly string[], after: readonly string[]): DiffRow[] {
  return Array.from({ length: Math.max(before.length, after.length) }, (_, at) => ({
    kind: "changed",
    ...(before[at] !== undefined && { before: before[at] }),
    ...(after[at] !== undefined && { after: after[at] }),
  }));
}

/** Keeps some lines around each change. */
function skipSame(rows: readonly DiffRow[]): DiffRow[] {
  const isNear = rows.map((_, at) =>
    rows.slice(Math.max(0, at - context), at + context + 1).some(({ kind }) => kind === "changed"),
  );
  const kept: DiffRow[] = [];
  for (const [at, row] of rows.entries()) {
    const last = kept.at(-1);
    if (isNear[at] === true) kept.push(row);
    else if (last?.kind === "skipped") kept[kept.length - 1] = { kind: "skipped", count: last.count + 1 };
    else kept.push({ kind: "skipped", count: 1 });
  }
  return kept;
}
