/** Whether `__proto__` is the name of a property, at any depth of a JSON value. */
export function hasProtoName(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  // No recursion: what a client sends may be nested deeper than the stack is.
  const open: object[] = [value];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if (Array.isArray(part)) {
      for (const item of part) if (typeof item === "object" && item !== null) open.push(item as object);
      continue;
    }
    for (const name in part) {
      if (name === "__proto__") return true;
      const field = (part as Record<string, unknown>)[name];
      if (typeof field === "object" && field !== null) open.push(field);
    }
  }
  return false;
}
