import type { JsonSchema } from "../schema.ts";
import { isStandardSchema } from "../schema.ts";
import type { RegisteredTool } from "./registry.ts";
import { toJsonSchema } from "./validate.ts";
import { isSchema } from "./walk-properties.ts";

/**
 * JSON Schema of what a tool's arguments are once they are validated, defaults filled in: what rules are asked about.
 * Undefined where a schema turns them into something that JSON Schema has no words for.
 */
export function validatedSchema({ definition, listing }: RegisteredTool): JsonSchema | undefined {
  const { input } = definition;
  if (input === undefined || !isStandardSchema(input)) return withDefaults(input ?? listing.inputSchema);
  try {
    return toJsonSchema(input, "output");
  } catch {
    return undefined;
  }
}

/** A property with a default is always there. */
function withDefaults(schema: JsonSchema): JsonSchema {
  const { properties, required } = schema;
  if (!isSchema(properties)) return schema;
  const filled = Object.keys(properties).filter((name) => {
    const property = properties[name];
    return isSchema(property) && Object.hasOwn(property, "default");
  });
  return { ...schema, required: [...new Set([...(Array.isArray(required) ? required : []), ...filled])] };
}
