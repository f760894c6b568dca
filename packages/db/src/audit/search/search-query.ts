import { AppError, type AuditFilter, type AuditRecord } from "@mcp-tools/core";
import { storableText } from "../../repositories/storable-text.ts";
import { unspacedRuns, wordsOfJson, wordsOfText } from "./words.ts";

/** Entries of the index that are no words begin with a character that words have not. */
export type Facet = "kind" | "outcome" | "principal" | "subject" | "tool" | "transport";

export function facetEntry(facet: Facet, value: string): string {
  return `!${facet}=${encodeURIComponent(value)}`;
}

/** A row matches a term when one of its entries does. */
export interface SearchTerm {
  readonly entries: readonly string[];
  /** Entries that begin like it, too; then it is one. */
  readonly isPrefix: boolean;
}

/** Ids: `from` inclusive, `before` exclusive. */
export interface SearchRange {
  readonly from: string;
  readonly before: string;
}

export interface SearchQuery {
  readonly range: SearchRange;
  /** All of them. Empty: every row in the range. */
  readonly terms: readonly SearchTerm[];
  /** SQL for rows that the index does not have, and its parameters from `$1` on: never leaves out a row that matches. */
  readonly condition: string;
  readonly parameters: readonly string[];
  /** Whether the row has the words. */
  readonly matches: (row: AuditRecord) => boolean;
}

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const lastMs = 2 ** 48 - 1;
const separator = "\x1f";
const textCharsMax = 1000;
const wordsMax = 20;

/** @throws AppError `invalid_input` */
export function searchQuery(given: AuditFilter & { readonly before?: string | undefined }): SearchQuery {
  const filter = storableFilter(given);
  const words = wordsOf(filter.text);
  const { condition, parameters } = conditionOf(filter, words);
  return {
    range: rangeOf(filter),
    terms: termsOf(filter, words),
    condition,
    parameters,
    matches: matcher(filter, words),
  };
}

/** PostgreSQL refuses some texts, and no row can have them. */
function storableFilter<Filter extends AuditFilter>(filter: Filter): Filter {
  const texts = (["tool", "principalId", "subject", "text"] as const).filter((name) => filter[name] !== undefined);
  return { ...filter, ...Object.fromEntries(texts.map((name) => [name, storableText(filter[name] ?? "")])) };
}

/** The least UUIDv7 of a moment. */
export function idAt(ms: number): string {
  const time = Math.min(Math.max(0, Math.ceil(ms)), lastMs)
    .toString(16)
    .padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`;
}

export const greatestId = "ffffffff-ffff-ffff-ffff-ffffffffffff";

export function isId(text: string): boolean {
  return uuid.test(text);
}

function rangeOf({ from, to, before }: AuditFilter & { readonly before?: string | undefined }): SearchRange {
  if (before !== undefined && !isId(before))
    throw new AppError("invalid_input", "`before` is the id of a row: the last one of the page before.");
  for (const [name, moment] of Object.entries({ from, to }))
    if (moment !== undefined && !Number.isFinite(moment))
      throw new AppError("invalid_input", `\`${name}\` is a moment in milliseconds since 1970.`);
  const end = to === undefined ? greatestId : idAt(to);
  const page = before?.toLowerCase() ?? end;
  return { from: idAt(from ?? 0), before: page < end ? page : end };
}

function wordsOf(text: string | undefined): readonly string[] {
  if (text === undefined || text.trim() === "") return [];
  const words = text.length > textCharsMax ? [] : wordsOfText(text);
  if (words.length > 0 && words.length <= wordsMax) return words;
  throw new AppError("invalid_input", `Search for 1 to ${wordsMax} words of letters and digits.`);
}

function termsOf(filter: AuditFilter, words: readonly string[]): SearchTerm[] {
  const { kinds, outcomes, transports, tool, principalId, subject } = filter;
  const terms: SearchTerm[] = [];
  const add = (facet: Facet, values: readonly string[] | undefined) => {
    if (values !== undefined) terms.push({ entries: values.map((value) => facetEntry(facet, value)), isPrefix: false });
  };
  add("subject", subject === undefined ? undefined : [subject]);
  add("tool", tool === undefined ? undefined : [tool]);
  add("principal", principalId === undefined ? undefined : [principalId]);
  add("outcome", outcomes);
  add("transport", transports);
  add("kind", kinds);
  const last = words.at(-1);
  for (const word of new Set(words.slice(0, -1))) terms.push({ entries: [word], isPrefix: false });
  if (last !== undefined) terms.push({ entries: [last], isPrefix: true });
  return terms;
}

function conditionOf(filter: AuditFilter, words: readonly string[]): { condition: string; parameters: string[] } {
  const parameters: string[] = [];
  const parameter = (value: string) => `$${parameters.push(value)}`;
  const equals = (column: string, value: string | undefined) =>
    value === undefined ? [] : [`${column} = ${parameter(value)}`];
  // Known when it is planned, unlike a list from JSON.
  const oneOf = (column: string, values: readonly string[] | undefined) =>
    values === undefined ? [] : [`${column} = any (string_to_array(${parameter(values.join(separator))}, E'\\x1f'))`];
  const conditions = [
    ...equals("tool", filter.tool),
    ...equals("principal_id", filter.principalId),
    ...equals("subject", filter.subject),
    ...oneOf("outcome", filter.outcomes),
    ...oneOf("transport", filter.transports),
    ...oneOf("kind", filter.kinds),
    ...[...new Set(words)].map((word) => hasText(word, parameter(`%${word}%`))),
  ];
  return { condition: conditions.length === 0 ? "true" : conditions.join(" and "), parameters };
}

/** Letters of ASCII are compared in the "C" collation, which costs a tenth. */
function hasText(word: string, pattern: string): string {
  return /^[a-z\d]+$/.test(word)
    ? `(lower(arguments collate "C") like ${pattern} or lower(message collate "C") like ${pattern})`
    : `(arguments ilike ${pattern} or message ilike ${pattern})`;
}

function matcher({ text = "" }: AuditFilter, words: readonly string[]): (row: AuditRecord) => boolean {
  const last = words.at(-1);
  if (last === undefined) return () => true;
  const whole = words.slice(0, -1);
  const runs = unspacedRuns(text);
  return (row) => {
    const message = row.message ?? "";
    const present = new Set([...wordsOfJson(row.arguments), ...wordsOfText(message)]);
    if (!whole.every((word) => present.has(word))) return false;
    if (!present.has(last) && ![...present].some((word) => word.startsWith(last))) return false;
    return runs.every((run) => `${row.arguments}\n${message}`.toLowerCase().includes(run));
  };
}
