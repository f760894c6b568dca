import type { JsonSchema } from "../schema.ts";
import { isSchema } from "./walk-properties.ts";

/** Keywords whose schemas speak of the same object. `not` is left out: what it forbids stays forbidden. */
const COMBINATIONS = ["allOf", "anyOf", "oneOf"] as const;

/**
 * An object schema without these arguments, as somebody sees it for whom they are filled in: neither described, nor
 * required, nor counted, nor asked about in a condition. Definitions that nothing refers to any more go with them.
 */
export function hideArguments(schema: JsonSchema, names: readonly string[]): JsonSchema {
  return withoutUnusedDefinitions({ properties: {}, ...hide(schema, new Set(names)) });
}

function hide(schema: JsonSchema, names: ReadonlySet<string>): JsonSchema {
  const shown: Record<string, unknown> = { ...schema };
  for (const keyword of ["properties", "dependentRequired", "dependentSchemas", "default"])
    if (isSchema(shown[keyword])) shown[keyword] = omit(shown[keyword], names);
  if (Array.isArray(shown["required"]))
    shown["required"] = shown["required"].filter((name) => !names.has(String(name)));
  if (isSchema(shown["dependentRequired"]))
    shown["dependentRequired"] = mapValues(shown["dependentRequired"], (others) =>
      Array.isArray(others) ? others.filter((name) => !names.has(String(name))) : others,
    );
  if (Array.isArray(shown["examples"]))
    shown["examples"] = shown["examples"].map((example: unknown) =>
      isSchema(example) ? omit(example, names) : example,
    );
  for (const keyword of COMBINATIONS)
    if (Array.isArray(shown[keyword]))
      shown[keyword] = shown[keyword].map((part: unknown) => (isSchema(part) ? hide(part, names) : part));
  for (const keyword of ["minProperties", "maxProperties"])
    if (typeof shown[keyword] === "number") shown[keyword] = Math.max(0, shown[keyword] - names.size);
  // A condition on what is not seen cannot be understood; the server still holds to it.
  if (isSchema(shown["if"]) && mentions(shown["if"], names))
    for (const keyword of ["if", "then", "else"]) delete shown[keyword];
  return shown;
}

function mentions(schema: JsonSchema, names: ReadonlySet<string>): boolean {
  const { properties, required } = schema;
  if (isSchema(properties) && Object.keys(properties).some((name) => names.has(name))) return true;
  if (Array.isArray(required) && required.some((name) => names.has(String(name)))) return true;
  return [...COMBINATIONS, "not" as const].some((keyword) =>
    [schema[keyword]].flat().some((part) => isSchema(part) && mentions(part, names)),
  );
}

function withoutUnusedDefinitions(schema: JsonSchema): JsonSchema {
  const { $defs, ...rest } = schema;
  if (!isSchema($defs)) return schema;
  const used = new Set<string>();
  const visit = (part: unknown) => {
    for (const [, name = ""] of JSON.stringify(part).matchAll(/"#\/\$defs\/([^"/]*)/g)) {
      if (used.has(name) || !Object.hasOwn($defs, name)) continue;
      used.add(name);
      visit($defs[name]);
    }
  };
  visit(rest);
  if (used.size === 0) return rest;
  return { ...rest, $defs: Object.fromEntries(Object.entries($defs).filter(([name]) => used.has(name))) };
}

function omit(record: JsonSchema, names: ReadonlySet<string>): JsonSchema {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.has(name)));
}

function mapValues(record: JsonSchema, change: (value: unknown) => unknown): JsonSchema {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
