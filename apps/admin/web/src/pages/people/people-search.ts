/** What the page keeps in its address. */
export interface PeopleSearch {
  readonly view?: "tokens";
}

export function readPeopleSearch({ view }: Record<string, unknown>): PeopleSearch {
  return view === "tokens" ? { view } : {};
}
