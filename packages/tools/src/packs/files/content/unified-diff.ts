const CONTEXT_LINES = 3;
/** More changed lines than this are shown as one replacement: finding the shortest way would take too long. */
const CHANGES_MAX = 500;

interface Line {
  readonly kind: " " | "-" | "+";
  readonly text: string;
}

/** The difference between two texts as `diff -u` shows it; empty when there is none. */
export function unifiedDiff(path: string, before: string, after: string): string {
  if (before === after) return "";
  const lines = compare(splitLines(before), splitLines(after));
  return [`--- ${path}`, `+++ ${path}`, ...hunks(lines)].join("\n");
}

/** Every line with its end, so that a missing end of the last line counts as a difference. */
function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function compare(before: readonly string[], after: readonly string[]): Line[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end))
    end += 1;
  const changed = [before.slice(start, before.length - end), after.slice(start, after.length - end)] as const;
  return [
    ...before.slice(0, start).map(same),
    ...(shortestEdit(...changed) ?? [...changed[0].map(removed), ...changed[1].map(added)]),
    ...before.slice(before.length - end).map(same),
  ];
}

/** E. W. Myers, An O(ND) Difference Algorithm and Its Variations (1986). Undefined when there are too many changes. */
function shortestEdit(before: readonly string[], after: readonly string[]): Line[] | undefined {
  const reached = new Map<number, number>([[1, 0]]);
  const history: Map<number, number>[] = [];
  for (let changes = 0; changes <= Math.min(before.length + after.length, CHANGES_MAX); changes += 1) {
    history.push(new Map(reached));
    for (let diagonal = -changes; diagonal <= changes; diagonal += 2) {
      let x = comesFromAbove(reached, diagonal, changes)
        ? (reached.get(diagonal + 1) ?? 0)
        : (reached.get(diagonal - 1) ?? 0) + 1;
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x += 1;
      reached.set(diagonal, x);
      if (x >= before.length && x - diagonal >= after.length) return trace(before, after, history);
    }
  }
  return undefined;
}

function comesFromAbove(reached: ReadonlyMap<number, number>, diagonal: number, changes: number): boolean {
  if (diagonal === -changes) return true;
  return diagonal !== changes && (reached.get(diagonal - 1) ?? 0) < (reached.get(diagonal + 1) ?? 0);
}

function trace(
  before: readonly string[],
  after: readonly string[],
  history: readonly ReadonlyMap<number, number>[],
): Line[] {
  const lines: Line[] = [];
  let [x, y] = [before.length, after.length];
  for (let changes = history.length - 1; changes >= 0; changes -= 1) {
    const reached = history[changes] ?? new Map<number, number>();
    const diagonal = x - y;
    const above = comesFromAbove(reached, diagonal, changes);
    const fromX = reached.get(above ? diagonal + 1 : diagonal - 1) ?? 0;
    const fromY = fromX - (above ? diagonal + 1 : diagonal - 1);
    while (x > fromX && y > fromY) {
      x -= 1;
      y -= 1;
      lines.push(same(before[x] ?? ""));
    }
    if (changes === 0) break;
    lines.push(above ? added(after[fromY] ?? "") : removed(before[fromX] ?? ""));
    [x, y] = [fromX, fromY];
  }
  return lines.reverse();
}

function* hunks(lines: readonly Line[]): Generator<string> {
  const isNear = nearChanges(lines);
  let [oldLine, newLine] = [1, 1];
  for (let index = 0; index < lines.length;) {
    if (isNear[index] !== true) {
      index += 1;
      oldLine += 1;
      newLine += 1;
      continue;
    }
    let end = index;
    while (isNear[end] === true) end += 1;
    const hunk = lines.slice(index, end);
    const [oldCount, newCount] = [
      hunk.filter(({ kind }) => kind !== "+").length,
      hunk.filter(({ kind }) => kind !== "-").length,
    ];
    yield `@@ -${range(oldLine, oldCount)} +${range(newLine, newCount)} @@`;
    for (const { kind, text } of hunk)
      yield text.endsWith("\n") ? kind + text.slice(0, -1) : `${kind}${text}\n\\ No newline at end of file`;
    oldLine += oldCount;
    newLine += newCount;
    index = end;
  }
}

function nearChanges(lines: readonly Line[]): boolean[] {
  const near = Array.from<boolean>({ length: lines.length }).fill(false);
  lines.forEach(({ kind }, index) => {
    if (kind !== " ") near.fill(true, Math.max(0, index - CONTEXT_LINES), index + CONTEXT_LINES + 1);
  });
  return near;
}

/** As in GNU diff: a range of nothing is at the line before it. */
function range(start: number, count: number): string {
  return count === 1 ? `${start}` : `${count === 0 ? start - 1 : start},${count}`;
}

function same(text: string): Line {
  return { kind: " ", text };
}

function removed(text: string): Line {
  return { kind: "-", text };
}

function added(text: string): Line {
  return { kind: "+", text };
}
