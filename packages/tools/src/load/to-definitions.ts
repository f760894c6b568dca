import { AppError } from "@mcp-tools/core";
import type { Definition } from "../define-tool.ts";

/**
 * A module's default export as definitions: one, or an array of them.
 * @throws AppError `invalid_input` when it is neither; `source` begins the sentence
 */
export function toDefinitions(exported: unknown, source: string): Definition[] {
  const definitions = Array.isArray(exported) ? exported : [exported];
  if (exported === undefined || !definitions.every(isDefinition)) {
    throw new AppError(
      "invalid_input",
      `${source} must export by default a tool ({ name, description, access, input, run }), a resource, a prompt, or an array of them.`,
    );
  }
  return definitions;
}

function isDefinition(value: unknown): value is Definition {
  if (typeof value !== "object" || value === null) return false;
  return (
    ("run" in value && "name" in value) ||
    ("read" in value && ("uri" in value || "uriTemplate" in value)) ||
    "messages" in value
  );
}
