/** Those of the newest page that are not listed, and not older than all that is: beyond it begins what was not loaded yet. */
export function freshEntries<Entry extends { readonly id: string }>(
  newest: readonly Entry[],
  listed: readonly Entry[],
): Entry[] {
  const known = new Set(listed.map(({ id }) => id));
  const oldest = listed.at(-1)?.id ?? "";
  return newest.filter(({ id }) => !known.has(id) && id > oldest);
}
