import type { JsonSchema } from "@mcp-tools/tools";
import { readAt } from "./json-pointer.ts";

/** What can stand at a place in a tool's validated arguments; undefined among the values means nothing. */
export type Domain =
  | { readonly kind: "values"; readonly values: readonly unknown[] }
  | { readonly kind: "open"; readonly canBeAbsent: boolean; readonly schema: JsonSchema };

const RANGE_MAX = 64;
const ANYTHING: JsonSchema = {};

export interface ArgumentsKnown {
  /** Of the validated arguments; undefined where it cannot be said. */
  readonly schema: JsonSchema | undefined;
  readonly fixed: Readonly<Record<string, unknown>> | undefined;
}

/** Never less than what is possible: where the schema does not say, everything is. */
export function argumentDomain({ schema, fixed }: ArgumentsKnown, tokens: readonly string[]): Domain {
  const [first] = tokens;
  if (schema === undefined) return open(true);
  if (first === undefined) return open(false, { type: "object" });
  const domain = walk(schema, tokens);
  if (fixed === undefined || !Object.hasOwn(fixed, first)) return domain;
  const value = readAt(fixed, tokens);
  // Defaults may be filled into an object, and a value of another type is turned into something.
  const stays = isPlain(value) && canBe(domain, value);
  return stays ? { kind: "values", values: [value] } : open(tokens.length > 1);
}

function walk(root: JsonSchema, tokens: readonly string[]): Domain {
  let at = root;
  let canBeAbsent = false;
  for (const [depth, token] of tokens.entries()) {
    if (depth > 0 && at["type"] !== "object") canBeAbsent = true;
    const { properties, required, additionalProperties, patternProperties } = at;
    if (!isSchema(properties) && !(additionalProperties === false && at["type"] === "object")) return open(true);
    const property = isSchema(properties) && Object.hasOwn(properties, token) ? properties[token] : undefined;
    if (property === undefined && additionalProperties === false && patternProperties === undefined)
      return { kind: "values", values: [undefined] };
    if (!isSchema(property)) return open(true);
    canBeAbsent ||= !(Array.isArray(required) && required.includes(token));
    at = property;
  }
  const values = finiteValues(at);
  if (values === undefined) return open(canBeAbsent, at);
  return { kind: "values", values: canBeAbsent ? [...values, undefined] : values };
}

/** All values that a schema lets through, where they are few. Further keywords could only make them fewer. */
function finiteValues(schema: JsonSchema): readonly unknown[] | undefined {
  if (Object.hasOwn(schema, "const")) return [schema["const"]];
  if (Array.isArray(schema["enum"])) return schema["enum"];
  for (const keyword of ["anyOf", "oneOf"]) {
    const parts = schema[keyword];
    if (!Array.isArray(parts)) continue;
    const values = parts.map((part: unknown) => (isSchema(part) ? finiteValues(part) : undefined));
    if (values.every((list) => list !== undefined)) return values.flat();
  }
  const { type } = schema;
  if (Array.isArray(type)) {
    const values = type.map((one: unknown) => finiteValues({ ...schema, type: one }));
    return values.every((list) => list !== undefined) ? values.flat() : undefined;
  }
  if (type === "boolean") return [true, false];
  if (type === "null") return [null];
  return type === "integer" ? finiteIntegers(schema) : undefined;
}

function finiteIntegers({ minimum, maximum }: JsonSchema): readonly number[] | undefined {
  if (typeof minimum !== "number" || typeof maximum !== "number" || maximum - minimum > RANGE_MAX) return undefined;
  const first = Math.ceil(minimum);
  return Array.from({ length: Math.max(0, Math.floor(maximum) - first + 1) }, (_, index) => first + index);
}

/** Whether a schema speaks of values of this type, as far as it says. */
export function allowsType(schema: JsonSchema, type: string): boolean {
  const given = schema["type"];
  if (given === undefined) return true;
  return [given].flat().some((one) => one === type || (type === "number" && one === "integer"));
}

export function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

function canBe(domain: Domain, value: unknown): boolean {
  return domain.kind === "values" ? domain.values.includes(value) : allowsType(domain.schema, typeOf(value));
}

function isPlain(value: unknown): boolean {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function open(canBeAbsent: boolean, schema: JsonSchema = ANYTHING): Domain {
  return { kind: "open", canBeAbsent, schema };
}
