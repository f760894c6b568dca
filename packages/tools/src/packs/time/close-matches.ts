/**
 * The names most like what was asked for, best first: by the whole name or by its last part
 * (`Pariss` finds `Europe/Paris`), then those that contain it.
 */
export function closeMatches(asked: string, names: readonly string[], limit = 3): string[] {
  const wanted = simplify(asked);
  const wantedEnd = simplify(lastPart(asked));
  return names
    .map((name) => ({ name, distance: distanceTo(name, wanted, wantedEnd) }))
    .filter(({ distance }) => distance <= Math.max(1, Math.floor(wantedEnd.length / 3)))
    .sort((one, other) => one.distance - other.distance)
    .slice(0, limit)
    .map(({ name }) => name);
}

function distanceTo(name: string, wanted: string, wantedEnd: string): number {
  const end = simplify(lastPart(name));
  if (wantedEnd.length >= 4 && end.includes(wantedEnd)) return 1;
  return Math.min(editDistance(wanted, simplify(name)), editDistance(wantedEnd, end));
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

function simplify(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9/+]/g, "");
}

/** Levenshtein's distance. */
function editDistance(one: string, other: string): number {
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (one[row - 1] === other[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous.at(-1) ?? 0;
}
