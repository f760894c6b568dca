import { createHash } from "node:crypto";
import type { JsonSchema } from "../schema.ts";
import type { RegisteredTool, ToolListing, Validation } from "./registry.ts";

/** What a toolset, or the owner, says of a tool instead of the tool itself. */
export interface ToolOverride {
  readonly name?: string | undefined;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  /** Leave the schema that clients see, and win over whatever they send. */
  readonly arguments?: Readonly<Record<string, unknown>> | undefined;
}

/** The same tool under other words; the tool itself where there is nothing to change. */
export function overrideTool(tool: RegisteredTool, override: ToolOverride): RegisteredTool {
  const { name, title, description, arguments: fixed } = override;
  if (name === undefined && title === undefined && description === undefined && fixed === undefined) return tool;
  const listing: ToolListing = {
    ...tool.listing,
    ...(name !== undefined && { name }),
    ...(title !== undefined && { title, annotations: { ...tool.listing.annotations, title } }),
    ...(description !== undefined && { description }),
    ...(fixed !== undefined && { inputSchema: withoutProperties(tool.listing.inputSchema, Object.keys(fixed)) }),
  };
  if (fixed === undefined) return { ...tool, listing };
  const fixedArguments = { ...tool.fixedArguments, ...fixed };
  return {
    ...tool,
    listing,
    fixedArguments,
    digest: createHash("sha256")
      .update(JSON.stringify([tool.digest, fixedArguments]))
      .digest("base64url"),
    headerParams: tool.headerParams.filter(({ path: [first = ""] }) => !Object.hasOwn(fixed, first)),
    validateInput: (value): Validation | Promise<Validation> =>
      tool.validateInput(isRecord(value) ? { ...value, ...fixed } : value),
  };
}

function withoutProperties(schema: JsonSchema, names: readonly string[]): JsonSchema {
  const { properties, required, ...rest } = schema;
  return {
    ...rest,
    properties: isRecord(properties)
      ? Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)))
      : {},
    ...(Array.isArray(required) && { required: required.filter((name) => !names.includes(String(name))) }),
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
