import { createHash } from "node:crypto";
import { AppError, createSchemaMask, type SchemaMask } from "@mcp-tools/core";
import type { ToolDefinition } from "../define-tool.ts";
import type { JsonSchema } from "../schema.ts";
import type { RegisteredTool, ToolListing } from "./registry.ts";
import { createValidate, toJsonSchema } from "./validate.ts";
import { walkProperties } from "./walk-properties.ts";

const NO_ARGUMENTS: JsonSchema = { type: "object", properties: {}, additionalProperties: false };
const ACCESS = ["read", "write", "destructive"];
const CREDENTIAL_NAME = /^[a-z0-9_.-]{1,64}$/;
/** The longest time a timer can take; a longer one would fire at once. */
const TIMEOUT_MS_MAX = 2 ** 31 - 1;

/**
 * Makes a tool ready: schemas, annotations and header rules, once.
 * @throws AppError `invalid_input` saying what is wrong with the definition
 */
export function registerTool(definition: ToolDefinition, options: { pack: string; timeoutMs: number }): RegisteredTool {
  // SEP-986.
  if (typeof definition.name !== "string" || !/^[A-Za-z0-9._-]{1,128}$/.test(definition.name))
    throw malformed(definition, "its name must be 1–128 letters, digits, `_`, `-` or `.`");
  if (!ACCESS.includes(definition.access))
    throw malformed(definition, `its \`access\` must be one of ${ACCESS.join(", ")}`);
  if (typeof definition.description !== "string" || definition.description === "")
    throw malformed(definition, "it needs a description");
  const timeoutMs = definition.timeoutMs ?? options.timeoutMs;
  if (!(timeoutMs > 0 && timeoutMs <= TIMEOUT_MS_MAX))
    throw malformed(definition, `its \`timeoutMs\` must be between 1 and ${TIMEOUT_MS_MAX}`);
  checkCredentialNames(definition);
  const input = definition.input ?? NO_ARGUMENTS;
  const inputSchema = convert(definition, input, "input");
  if (inputSchema["type"] !== "object") throw malformed(definition, 'its input schema must be of `type: "object"`');
  const outputSchema = definition.output === undefined ? undefined : convert(definition, definition.output, "output");
  const listing = toListing(definition, inputSchema, outputSchema);
  const maskArguments = createSchemaMask(inputSchema);
  return {
    definition,
    pack: options.pack,
    access: definition.access,
    listing,
    digest: digestOf(definition, inputSchema),
    fixedArguments: undefined,
    timeoutMs,
    validateInput: createValidate(input),
    validateOutput: definition.output === undefined ? undefined : createValidate(definition.output),
    maskArguments,
    headerParams: headerParams(definition, inputSchema, maskArguments),
  };
}

function checkCredentialNames(definition: ToolDefinition): void {
  const { credentials } = definition;
  if (credentials === undefined) return;
  if (!Array.isArray(credentials)) throw malformed(definition, "its `credentials` must be an array of names");
  for (const name of credentials as readonly unknown[]) {
    if (typeof name !== "string" || !CREDENTIAL_NAME.test(name))
      throw malformed(definition, `the credential "${String(name)}" must be 1–64 of \`a–z 0–9 _ - .\``);
  }
}

function convert(
  definition: ToolDefinition,
  schema: NonNullable<ToolDefinition["input"]>,
  direction: "input" | "output",
): JsonSchema {
  try {
    return toJsonSchema(schema, direction);
  } catch (cause) {
    throw malformed(definition, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

/** Of what somebody who consents to a call relies on: its name, access and arguments. */
function digestOf({ name, access }: ToolDefinition, inputSchema: JsonSchema): string {
  return createHash("sha256")
    .update(JSON.stringify([name, access, inputSchema]))
    .digest("base64url");
}

function toListing(
  definition: ToolDefinition,
  inputSchema: JsonSchema,
  outputSchema: JsonSchema | undefined,
): ToolListing {
  const { name, title, description, access, annotations, icons, _meta } = definition;
  return {
    name,
    ...(title !== undefined && { title }),
    description,
    inputSchema,
    ...(outputSchema !== undefined && { outputSchema }),
    annotations: {
      ...(title !== undefined && { title }),
      readOnlyHint: access === "read",
      destructiveHint: access === "destructive",
      idempotentHint: access === "read",
      ...annotations,
    },
    ...(icons !== undefined && { icons }),
    ...(_meta !== undefined && { _meta }),
  };
}

/** 2026-07-28 §custom headers: primitives reachable through `properties`, names unique whatever their case; anything else makes clients drop the tool. */
function headerParams(
  definition: ToolDefinition,
  inputSchema: JsonSchema,
  mask: SchemaMask | undefined,
): RegisteredTool["headerParams"] {
  const found: { header: string; path: readonly string[]; type: "string" | "integer" | "boolean" }[] = [];
  for (const { path, schema } of walkProperties(inputSchema)) {
    const header = schema["x-mcp-header"];
    if (header === undefined) continue;
    const type = schema["type"];
    if (typeof header !== "string" || !/^[A-Za-z0-9-]+$/.test(header))
      throw malformed(definition, `x-mcp-header of \`${path.join(".")}\` is not a header name`);
    if (type !== "string" && type !== "integer" && type !== "boolean")
      throw malformed(definition, `x-mcp-header needs a string, integer or boolean at \`${path.join(".")}\``);
    if (found.some((other) => other.header.toLowerCase() === header.toLowerCase()))
      throw malformed(definition, `x-mcp-header "${header}" stands twice`);
    if (mask !== undefined && isMasked(mask, path))
      throw malformed(definition, `\`${path.join(".")}\` is secret and cannot be an x-mcp-header`);
    found.push({ header, path, type });
  }
  const written = JSON.stringify(inputSchema).match(/"x-mcp-header":"/g)?.length ?? 0;
  if (written > found.length)
    throw malformed(
      definition,
      "x-mcp-header works only on properties that are reached through `properties` alone, at most 8 deep",
    );
  return found;
}

function isMasked(mask: SchemaMask, path: readonly string[]): boolean {
  const probe = path.reduceRight<unknown>((value, name) => ({ [name]: value }), "open");
  return JSON.stringify(mask(probe)) !== JSON.stringify(probe);
}

function malformed(definition: ToolDefinition, problem: string, cause?: unknown): AppError {
  return new AppError("invalid_input", `Tool "${definition.name}": ${problem}.`, { cause });
}
