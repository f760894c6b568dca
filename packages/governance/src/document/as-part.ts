import { policyError } from "./policy-schema.ts";

/** A rule or toolset with enough in it to find its place; the rest is checked with the whole. @throws AppError `invalid_input` */
export function asPart<Part extends object>(value: unknown, key: keyof Part & string): Part {
  if (typeof value === "object" && value !== null && typeof (value as Record<string, unknown>)[key] === "string")
    return value as Part;
  throw policyError([`it has to be an object with \`${key}\``]);
}
