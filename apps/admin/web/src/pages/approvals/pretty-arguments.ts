/**
 * Arguments as lines that can be compared: keys in order, and texts of several lines on several lines.
 * Undefined for what is nested too deeply to be read by anyone.
 */
export function prettyArguments(value: unknown): string | undefined {
  try {
    const text = JSON.stringify(sortKeys(value), null, 2);
    // After an escaped line break, a real one; `\\n` is a backslash before an n.
    return text.replaceAll(/\\(.)/g, (escape, character) => (character === "n" ? "\\n\n" : escape));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, sortKeys(inner)]),
  );
}

/** What the JSON text says; undefined where it was cut and is no JSON any more. */
export function parseArguments(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
