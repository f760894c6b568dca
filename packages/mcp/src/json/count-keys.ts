/**
 * How many members the objects of a parsed JSON value have. Fewer than were written (`countMembers`) means that a key
 * stood twice in one of them, however it was escaped: `JSON.parse` keeps the last and says nothing, other parsers keep
 * the first, and then what was checked is not what is run.
 */
export function countKeys(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const items: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  let keys = Array.isArray(value) ? 0 : items.length;
  for (const item of items) if (typeof item === "object" && item !== null) keys += countKeys(item);
  return keys;
}
