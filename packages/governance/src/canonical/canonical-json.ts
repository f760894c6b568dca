import { createHash } from "node:crypto";
import { AppError } from "@mcp-tools/core";

/** Deeper than anybody writes, and far from where the stack ends. */
const DEPTH_MAX = 500;
const loneSurrogate = /\p{Surrogate}/u;

/**
 * The one JSON text of a value, by the JSON Canonicalization Scheme (RFC 8785): properties in the order of their names'
 * UTF-16 code units, numbers and strings as ECMAScript writes them, nothing between the tokens.
 * @throws AppError `invalid_input` for what I-JSON has no words for: `undefined`, `NaN`, bigints, halves of surrogate
 * pairs, objects of a class, and for more than 500 levels
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0);
}

/** SHA-256 of the canonical text, base64url. @throws AppError `invalid_input`, as above */
export function canonicalDigest(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("base64url");
}

function write(value: unknown, depth: number): string {
  if (depth > DEPTH_MAX) throw refused(`is more than ${DEPTH_MAX} levels deep`);
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") return writeText(value);
  if (typeof value === "number") return writeNumber(value);
  if (typeof value !== "object") throw refused(`has a value of type ${typeof value}, which JSON does not know`);
  return Array.isArray(value) ? writeArray(value, depth) : writeObject(value, depth);
}

function writeNumber(value: number): string {
  if (!Number.isFinite(value)) throw refused(`has the number ${value}, which JSON cannot write`);
  return JSON.stringify(value);
}

function writeText(text: string): string {
  if (loneSurrogate.test(text)) throw refused("has text that is not well-formed Unicode");
  return JSON.stringify(text);
}

/** By index: `map` would skip the holes of a sparse array. */
function writeArray(items: readonly unknown[], depth: number): string {
  const parts: string[] = [];
  for (let index = 0; index < items.length; index++) parts.push(write(items[index], depth + 1));
  return `[${parts.join(",")}]`;
}

function writeObject(value: object, depth: number): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    throw refused("has an object that is more than its properties");
  const record = value as Readonly<Record<string, unknown>>;
  // The default order compares UTF-16 code units, which is what RFC 8785 §3.2.3 asks for.
  const names = Object.keys(record).sort();
  return `{${names.map((name) => `${writeText(name)}:${write(record[name], depth + 1)}`).join(",")}}`;
}

function refused(why: string): AppError {
  return new AppError("invalid_input", `This is not JSON: it ${why}.`);
}
