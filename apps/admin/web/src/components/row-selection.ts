/** As the table library keeps it. */
export function toRecord(chosen: ReadonlySet<string>): Record<string, true> {
  return Object.fromEntries([...chosen].map((key) => [key, true as const]));
}

export function toSet(record: Readonly<Record<string, true>>): Set<string> {
  return new Set(Object.keys(record));
}

export function toggleOne(chosen: ReadonlySet<string>, key: string): Set<string> {
  const next = new Set(chosen);
  if (!next.delete(key)) next.add(key);
  return next;
}

/** Chooses what is shown, or lets go of it when all of it was; what a search hides stays as it is. */
export function toggleShown(chosen: ReadonlySet<string>, shown: readonly string[]): Set<string> {
  const next = new Set(chosen);
  const isAll = howMany(chosen, shown) === "all";
  for (const key of shown) {
    if (isAll) next.delete(key);
    else next.add(key);
  }
  return next;
}

export function howMany(chosen: ReadonlySet<string>, shown: readonly string[]): "none" | "some" | "all" {
  if (chosen.size === 0 || shown.length === 0) return "none";
  const count = shown.filter((key) => chosen.has(key)).length;
  if (count === 0) return "none";
  return count === shown.length ? "all" : "some";
}
