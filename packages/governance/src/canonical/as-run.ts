/**
 * Arguments as received, with the texts that validation rewrote: whoever decides about a call sees
 * what it will do, and no default that nobody gave.
 */
export function asRun(received: unknown, input: unknown): unknown {
  if (typeof received === "string") return isPlain(input) ? input : received;
  if (typeof received !== "object" || received === null) return received;
  if (typeof input !== "object" || input === null || Array.isArray(received) !== Array.isArray(input)) return received;
  if (Array.isArray(received) && Array.isArray(input))
    return received.length === input.length ? received.map((item, index) => asRun(item, input[index])) : received;
  const parts = input as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(received).map(([name, part]) => [
      name,
      Object.hasOwn(parts, name) ? asRun(part, parts[name]) : part,
    ]),
  );
}

/** Numbers that JSON does not know are left out. */
function isPlain(value: unknown): boolean {
  return typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
}
