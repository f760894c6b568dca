export type Schema = Readonly<Record<string, unknown>>;

/** What a reference leads to within the document: by pointer, by anchor, or by the `$id` of a part. */
export function createFind(root: Schema): (reference: string, base: Schema) => Schema | undefined {
  const named = new Map<string, Schema>();
  const open: unknown[] = [root];
  while (open.length > 0) {
    const part = open.pop();
    if (typeof part !== "object" || part === null) continue;
    open.push(...Object.values(part));
    if (!isSchema(part)) continue;
    for (const keyword of ["$id", "$anchor", "$dynamicAnchor"]) {
      const name = part[keyword];
      if (typeof name === "string") named.set(keyword === "$id" ? name.replace(/#$/, "") : `#${name}`, part);
    }
  }
  return (reference, base) => {
    const [id = "", fragment = ""] = reference.split("#", 2);
    const top = id === "" ? base : named.get(id);
    if (fragment === "") return top;
    if (!fragment.startsWith("/")) return named.get(`#${fragment}`) ?? named.get(reference);
    return top && followPointer(top, fragment);
  };
}

function followPointer(top: Schema, pointer: string): Schema | undefined {
  let at: unknown = top;
  for (const token of unescape(pointer).split("/").slice(1)) {
    if (typeof at !== "object" || at === null) return undefined;
    const name = token.replaceAll("~1", "/").replaceAll("~0", "~");
    at = Object.hasOwn(at, name) ? (at as Schema)[name] : undefined;
  }
  return isSchema(at) ? at : undefined;
}

function unescape(pointer: string): string {
  try {
    return decodeURIComponent(pointer);
  } catch {
    return pointer;
  }
}

export function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
