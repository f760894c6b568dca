import type { UiSchema } from "@rjsf/utils";

type JsonSchema = Readonly<Record<string, unknown>>;

const depthMax = 8;
const shortMax = 120;

/** How the fields of a schema are entered: secrets hidden, long texts in several lines, dates as they are written. */
export function uiSchemaOf(schema: JsonSchema, depth = 0): UiSchema {
  const ui: UiSchema = {};
  const widget = widgetOf(schema);
  if (widget !== undefined) ui["ui:widget"] = widget;
  if (depth >= depthMax) return ui;
  for (const [name, child] of Object.entries(asSchema(schema["properties"]) ?? {})) {
    const below = asSchema(child);
    if (below !== undefined) ui[name] = uiSchemaOf(below, depth + 1);
  }
  const items = asSchema(schema["items"]);
  if (items !== undefined) ui.items = uiSchemaOf(items, depth + 1);
  const additional = asSchema(schema["additionalProperties"]);
  if (additional !== undefined) ui.additionalProperties = uiSchemaOf(additional, depth + 1);
  return ui;
}

function isSecret(schema: JsonSchema): boolean {
  return schema["x-secret"] === true || schema["format"] === "password" || schema["writeOnly"] === true;
}

function widgetOf(schema: JsonSchema): string | undefined {
  if (schema["type"] !== "string" || schema["enum"] !== undefined || schema["const"] !== undefined) return undefined;
  if (isSecret(schema)) return "password";
  const { maxLength, pattern, format } = schema;
  // The library's own pickers of dates write one form of the several that a tool may take.
  if (format !== undefined || pattern !== undefined) return "text";
  return typeof maxLength === "number" && maxLength <= shortMax ? "text" : "textarea";
}

function asSchema(value: unknown): JsonSchema | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonSchema) : undefined;
}
