import { isDeepStrictEqual } from "node:util";
import { AppError } from "@mcp-tools/core";
import { parse, stringify } from "smol-toml";
import type { Placement } from "./client.ts";

/**
 * Puts a table into a TOML file's text, the rest untouched, comments included. The result is parsed and compared:
 * a file where the table is written in a way that this cannot replace (inline, dotted keys) is refused, not damaged.
 * @throws AppError `invalid_input`
 */
export function mergeToml(text: string, { path, value }: Placement): string {
  const before = parseToml(text);
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const block = stringify(path.reduceRight<Record<string, unknown>>((inner, key) => ({ [key]: inner }), value))
    .trimEnd()
    .split("\n")
    // The tables above ours are implied by its name.
    .filter((line, index, lines) => !(line === "" || isEmptyHeader(line, lines[index + 1])));
  const merged = replaceTable(text.split(/\r?\n/), path, block).join(eol);
  verify(before, merged, path, value);
  return merged;
}

function replaceTable(lines: readonly string[], path: readonly string[], block: readonly string[]): string[] {
  const kept: string[] = [];
  let at: number | undefined;
  let inOurs = false;
  for (const line of lines) {
    const header = headerOf(line);
    if (header) {
      const wasOurs = inOurs;
      inOurs = path.every((key, index) => header[index] === key);
      if (inOurs) at ??= kept.length;
      else if (wasOurs) kept.push("");
    }
    if (!inOurs) kept.push(line);
    else if (/^\s*#/.test(line)) kept.push(line);
  }
  if (at === undefined) {
    while (kept.at(-1)?.trim() === "") kept.pop();
    return [...kept, ...(kept.length > 0 ? [""] : []), ...block, ""];
  }
  const after = kept.slice(at);
  while (after[0]?.trim() === "") after.shift();
  return [...kept.slice(0, at), ...block, ...(after.length > 0 ? ["", ...after] : [""])];
}

/** The keys of `[a."b c".d]` and `[[a.b]]`; undefined for any other line. */
function headerOf(line: string): string[] | undefined {
  const inside = /^\s*\[\[?(.*?)\]?\]\s*(#.*)?$/.exec(line)?.[1];
  if (inside === undefined) return undefined;
  const keys = [...inside.matchAll(/\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([\w-]+))\s*(?:\.|$)/g)];
  return keys.map(([, basic, literal, bare]) => basic ?? literal ?? bare ?? "");
}

function isEmptyHeader(line: string, next: string | undefined): boolean {
  return line.startsWith("[") && (next === undefined || next === "" || next.startsWith("["));
}

function verify(before: Record<string, unknown>, merged: string, path: readonly string[], value: unknown): void {
  const expected = structuredClone(before);
  let table = expected;
  for (const key of path.slice(0, -1)) {
    const inner = (table[key] ??= {});
    if (typeof inner !== "object" || inner === null) throw refusal(path);
    table = inner as Record<string, unknown>;
  }
  table[path.at(-1) ?? ""] = value;
  let after: unknown;
  try {
    after = parse(merged);
  } catch (error) {
    throw refusal(path, error);
  }
  if (!isDeepStrictEqual(plain(after), plain(expected))) throw refusal(path);
}

/** TOML's own dates and the parser's prototypes aside. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}

function refusal(path: readonly string[], cause?: unknown): AppError {
  return new AppError("invalid_input", `its [${path.join(".")}] is written in a way that cannot be replaced safely`, {
    cause,
  });
}

function parseToml(text: string): Record<string, unknown> {
  try {
    return parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n", 1)[0] : String(error);
    throw new AppError("invalid_input", `it is not valid TOML (${reason})`, { cause: error });
  }
}
