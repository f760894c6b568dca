/** What the page keeps in its address. */
export interface SettingsSearch {
  readonly view?: "file";
  readonly q?: string;
  readonly set?: "only";
}

export function readSettingsSearch({ view, q, set }: Record<string, unknown>): SettingsSearch {
  const text = typeof q === "number" ? String(q) : q;
  return {
    ...(view === "file" ? { view } : {}),
    ...(typeof text === "string" && text !== "" ? { q: text } : {}),
    ...(set === "only" ? { set } : {}),
  };
}
