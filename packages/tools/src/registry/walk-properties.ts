import type { JsonSchema } from "../schema.ts";

const DEPTH_MAX = 8;

/** Every property that is reachable through `properties` alone, with its path. */
export function* walkProperties(
  schema: JsonSchema,
  path: readonly string[] = [],
): Generator<{ path: readonly string[]; schema: JsonSchema }> {
  const properties = schema["properties"];
  if (path.length >= DEPTH_MAX || !isSchema(properties)) return;
  for (const [name, property] of Object.entries(properties)) {
    if (!isSchema(property)) continue;
    const here = [...path, name];
    yield { path: here, schema: property };
    yield* walkProperties(property, here);
  }
}

export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
