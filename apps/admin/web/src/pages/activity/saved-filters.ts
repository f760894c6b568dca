import { remembered } from "../../app/remembered.ts";
import { readActivitySearch, type ActivitySearch } from "./activity-search.ts";

/** Filters that this browser keeps under a name. */
export interface SavedFilter {
  readonly name: string;
  readonly search: ActivitySearch;
}

const key = "activity.filters";
const namesMax = 50;

export function readSavedFilters(text: string | undefined = remembered.get(key)): SavedFilter[] {
  const kept = parse(text ?? "[]");
  if (!Array.isArray(kept)) return [];
  return kept.flatMap((one: unknown) => {
    if (typeof one !== "object" || one === null || !("name" in one) || typeof one.name !== "string") return [];
    const search = "search" in one && typeof one.search === "object" && one.search !== null ? one.search : {};
    return [{ name: one.name, search: readActivitySearch(search as Record<string, unknown>) }];
  });
}

/** The newest first; one of the same name is replaced. */
export function withFilter(saved: readonly SavedFilter[], added: SavedFilter): SavedFilter[] {
  return [added, ...saved.filter(({ name }) => name !== added.name)].slice(0, namesMax);
}

export function keepFilters(saved: readonly SavedFilter[]): void {
  remembered.set(key, JSON.stringify(saved));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
