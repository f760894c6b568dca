import { AppError, type PolicyDocument } from "@mcp-tools/core";
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from "yaml";
import { describeProblem, toProblems, type PolicyProblem } from "../document/policy-schema.ts";
import { ConfigSchema, type KeyConfig } from "./config-schema.ts";

export interface Config {
  /** What the file says, what it leaves out filled in; undefined when it says nothing about it. */
  readonly policy: PolicyDocument | undefined;
  /** Which parts of the policy it names, and which fields of those parts: what it does not name it may leave alone. */
  readonly named: Readonly<Record<string, unknown>>;
  readonly keys: Readonly<Record<string, KeyConfig>> | undefined;
}

const CHARACTERS_MAX = 4_194_304;
const PROBLEMS_MAX = 20;

/**
 * Reads a configuration file, YAML 1.2 or JSON, which YAML is a superset of. Each name may stand once in an object.
 * @throws AppError `invalid_input` that lists what is wrong, each with its line
 */
export function parseConfig(text: string): Config {
  if (text.length > CHARACTERS_MAX) throw invalid([`it is longer than ${CHARACTERS_MAX} characters`]);
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: "1.2",
    schema: "core",
    uniqueKeys: true,
    strict: true,
    lineCounter: lines,
  });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0)
    throw invalid(
      faults.map(
        ({ message, linePos }) =>
          `line ${linePos?.[0].line ?? "?"}: ${message.split("\n")[0]?.replace(/ at line.*$/, "")}`,
      ),
    );
  const value = toValue(document);
  const parsed = ConfigSchema.safeParse(value);
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap(toProblems);
    throw invalid(problems.map((problem) => `line ${lineOf(document, problem, lines)}: ${describeProblem(problem)}`));
  }
  const { policy, keys } = parsed.data;
  const named = (value as { policy?: Record<string, unknown> }).policy ?? {};
  return { policy, named, keys };
}

function toValue(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    throw new AppError("invalid_input", "The file uses too many aliases, or aliases of themselves.", { cause });
  }
}

/** The line of the deepest part of the path that is there. */
function lineOf(document: Document, { path }: PolicyProblem, lines: LineCounter): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => (isScalar(key) ? String(key.value) : undefined) === String(step));
      if (pair === undefined) break;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = startOf(node) ?? offset;
    } else break;
  }
  return lines.linePos(offset).line;
}

function startOf(node: unknown): number | undefined {
  const range = typeof node === "object" && node !== null && "range" in node ? node.range : undefined;
  return Array.isArray(range) ? Number(range[0]) : undefined;
}

function invalid(problems: readonly string[]): AppError {
  const shown = problems.slice(0, PROBLEMS_MAX).map((line) => `- ${line}`);
  if (problems.length > PROBLEMS_MAX) shown.push(`- and ${problems.length - PROBLEMS_MAX} more`);
  return new AppError("invalid_input", `The configuration file is not right:\n${shown.join("\n")}`);
}
