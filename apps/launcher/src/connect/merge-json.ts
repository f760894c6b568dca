import { AppError } from "@mcp-tools/core";
import { applyEdits, modify, parse, type FormattingOptions, type ParseError } from "jsonc-parser";
import type { Placement } from "./client.ts";

export interface JsonMerge extends Placement {
  readonly listed?:
    | { readonly path: readonly string[]; readonly items: readonly ({ id: string } & Record<string, unknown>)[] }
    | undefined;
}

/**
 * Puts a value into a JSON file's text, comments and formatting of the rest untouched.
 * @throws AppError `invalid_input` when the text is no JSON object, or something else stands in the way
 */
export function mergeJson(text: string, { path, value, listed }: JsonMerge): string {
  const bom = text.startsWith("\uFEFF") ? "\uFEFF" : "";
  const body = text.slice(bom.length);
  let merged = body.trim() === "" ? "{}\n" : body;
  const formattingOptions = formattingOf(merged);
  requireObjects(parseObject(merged), path.slice(0, -1));
  merged = applyEdits(merged, modify(merged, [...path], value, { formattingOptions }));
  for (const item of listed?.items ?? []) merged = mergeListed(merged, listed?.path ?? [], item, formattingOptions);
  parseObject(merged);
  return bom + merged;
}

function mergeListed(
  text: string,
  path: readonly string[],
  item: { id: string },
  formattingOptions: FormattingOptions,
): string {
  const list = readPath(parseObject(text), path) ?? [];
  if (!Array.isArray(list)) throw inTheWay(path.join("."), "a list");
  const found = list.findIndex((other: unknown) => isObject(other) && other["id"] === item.id);
  const isInsertion = found === -1;
  return applyEdits(
    text,
    modify(text, [...path, isInsertion ? -1 : found], item, { formattingOptions, isArrayInsertion: isInsertion }),
  );
}

function parseObject(text: string): Record<string, unknown> {
  const errors: ParseError[] = [];
  const root: unknown = parse(text, errors, { allowTrailingComma: true });
  if (errors.length > 0) {
    const line = text.slice(0, errors[0]?.offset).split("\n").length;
    throw new AppError("invalid_input", `it is not valid JSON (line ${line})`);
  }
  if (!isObject(root)) throw new AppError("invalid_input", "it does not hold a JSON object");
  return root;
}

/** What is there already on the way to the path must be objects. */
function requireObjects(root: Record<string, unknown>, path: readonly string[]): void {
  for (let depth = 1; depth <= path.length; depth += 1) {
    const found = readPath(root, path.slice(0, depth));
    if (found === undefined) return;
    if (!isObject(found)) throw inTheWay(path.slice(0, depth).join("."), "an object");
  }
}

function readPath(root: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), root);
}

function inTheWay(path: string, wanted: string): AppError {
  return new AppError("invalid_input", `its "${path}" is not ${wanted}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The file's own indentation and line ends. */
function formattingOf(text: string): FormattingOptions {
  const indent = /^([ \t]+)\S/m.exec(text)?.[1] ?? "  ";
  return { insertSpaces: !indent.includes("\t"), tabSize: indent.length, eol: text.includes("\r\n") ? "\r\n" : "\n" };
}
