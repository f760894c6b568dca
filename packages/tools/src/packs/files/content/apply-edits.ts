import { AppError } from "@mcp-tools/core";

export interface Edit {
  readonly oldText: string;
  readonly newText: string;
}

export interface Edited {
  readonly text: string;
  /** What the caller may not have meant. */
  readonly warnings: readonly string[];
}

/**
 * Replaces one text after the other, each where it first occurs. Line ends may differ from the file's, and where there
 * is no exact match, so may the white space around lines. The file's line ends stay as they are.
 * @throws AppError `not_found` naming the edit whose text does not occur; `invalid_input` for an empty one
 */
export function applyEdits(original: string, edits: readonly Edit[]): Edited {
  const lineEnd = usualLineEnd(original);
  const warnings: string[] = [];
  let text = original;
  edits.forEach(({ oldText, newText }, index) => {
    const which = `Edit ${index + 1} of ${edits.length}`;
    const exact = findExact(text, oldText);
    const found = exact ?? findByLines(text, oldText);
    if (found === undefined) {
      throw new AppError(
        "not_found",
        `${which}: the text to replace does not occur in the file, so nothing was changed. Read the file again and copy the text from it. It begins: ${JSON.stringify(oldText.slice(0, 200))}`,
      );
    }
    if (exact !== undefined && exact.times > 1)
      warnings.push(`${which}: the text occurs ${exact.times} times; the first was replaced.`);
    const replacement = exact === undefined ? reindent(newText, oldText, text.slice(found.start, found.end)) : newText;
    text = text.slice(0, found.start) + withLineEnds(replacement, lineEnd) + text.slice(found.end);
  });
  return { text, warnings };
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function findExact(text: string, wanted: string): (Span & { times: number }) | undefined {
  for (const variant of new Set([wanted, withLineEnds(wanted, "\n"), withLineEnds(wanted, "\r\n")])) {
    const start = text.indexOf(variant);
    if (start === -1) continue;
    let times = 0;
    for (let at = start; at !== -1; at = text.indexOf(variant, at + variant.length)) times += 1;
    return { start, end: start + variant.length, times };
  }
  return undefined;
}

/** Whole lines that are the same but for the white space around them. */
function findByLines(text: string, wanted: string): Span | undefined {
  const wantedLines = wanted.split("\n").map((line) => line.trim());
  while (wantedLines.length > 1 && wantedLines.at(-1) === "") wantedLines.pop();
  if (wantedLines.every((line) => line === "")) return undefined;
  const lines = text.split("\n");
  const trimmed = lines.map((line) => line.trim());
  let start = 0;
  for (let first = 0; first + wantedLines.length <= lines.length; first += 1) {
    if (wantedLines.every((line, index) => trimmed[first + index] === line)) {
      const matched = lines.slice(first, first + wantedLines.length).join("\n");
      return { start, end: start + matched.length - (matched.endsWith("\r") ? 1 : 0) };
    }
    start += (lines[first]?.length ?? 0) + 1;
  }
  return undefined;
}

/** Moves the new lines as far in or out as the lines they replace are from how the caller wrote them. */
function reindent(newText: string, oldText: string, matched: string): string {
  const asWritten = indentOf(oldText);
  const asFound = indentOf(matched);
  const body = newText.endsWith("\n") ? newText.slice(0, -1) : newText;
  return body
    .split("\n")
    .map((line) => (line.trim() !== "" && line.startsWith(asWritten) ? asFound + line.slice(asWritten.length) : line))
    .join("\n");
}

function indentOf(text: string): string {
  const line = text.split("\n").find((candidate) => candidate.trim() !== "") ?? "";
  return /^[ \t]*/.exec(line)?.[0] ?? "";
}

function usualLineEnd(text: string): "\n" | "\r\n" {
  const all = text.split("\n").length - 1;
  const windows = text.split("\r\n").length - 1;
  return windows * 2 > all ? "\r\n" : "\n";
}

function withLineEnds(text: string, lineEnd: "\n" | "\r\n"): string {
  return text.replace(/\r?\n/g, lineEnd);
}
