/** One line of the palette: where it leads, or what it does. */
export interface PaletteItem {
  readonly id: string;
  readonly label: string;
  /** More that it can be found by, and is shown. */
  readonly detail?: string | undefined;
  /** Found by, and not shown. */
  readonly keywords?: string | undefined;
}

export interface PaletteGroup<Item extends PaletteItem = PaletteItem> {
  readonly name: "ids" | "actions" | "pages" | "tools" | "keys" | "people";
  readonly items: readonly Item[];
  /** Shown before anything is typed. */
  readonly isOffered: boolean;
}

const itemsMax = 6;
const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;

/** The id that was pasted, as the API has it. */
export function idIn(query: string): string | undefined {
  const text = query.trim().toLowerCase();
  return uuid.test(text) ? text : undefined;
}

/** What fits, the best first: a name that begins so, then one with a word that does, then whatever contains it. */
export function findItems<Item extends PaletteItem>(
  groups: readonly PaletteGroup<Item>[],
  query: string,
): { name: PaletteGroup["name"]; items: Item[] }[] {
  const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return groups
    .map(({ name, items, isOffered }) => ({ name, items: words.length === 0 && !isOffered ? [] : best(items, words) }))
    .filter(({ items }) => items.length > 0);
}

function best<Item extends PaletteItem>(items: readonly Item[], words: readonly string[]): Item[] {
  if (words.length === 0) return [...items];
  return items
    .map((item) => ({ item, rank: rankOf(item, words) }))
    .filter(({ rank }) => rank > 0)
    .toSorted((a, b) => b.rank - a.rank)
    .slice(0, itemsMax)
    .map(({ item }) => item);
}

/** Every word must be found; the worst of them decides. */
function rankOf({ label, detail = "", keywords = "" }: PaletteItem, words: readonly string[]): number {
  const name = label.toLowerCase();
  const rest = `${detail} ${keywords}`.toLowerCase();
  return Math.min(
    ...words.map((word) =>
      name.startsWith(word) ? 4 : startsWord(name, word) ? 3 : name.includes(word) ? 2 : rest.includes(word) ? 1 : 0,
    ),
  );
}

function startsWord(text: string, word: string): boolean {
  return text.split(/[^\p{L}\p{N}]+/u).some((part) => part.startsWith(word));
}
