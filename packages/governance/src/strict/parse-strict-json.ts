import { AppError } from "@mcp-tools/core";

/**
 * JSON as RFC 8259 has it, with one meaning only: an object that names a property twice is refused, because of two
 * readers one keeps the first and the other the last.
 * @throws AppError `invalid_input` that says where
 */
export function parseStrictJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AppError("invalid_input", `This is not valid JSON: ${cause instanceof Error ? cause.message : ""}`, {
      cause,
    });
  }
  const twice = findRepeated(text);
  if (twice !== undefined)
    throw new AppError("invalid_input", `The property ${twice.name} stands twice in one object (line ${twice.line}).`);
  return value;
}

/** The text is known to be valid JSON. A name is a string at the place of a name. Not by a regular expression: long strings exhaust its stack. */
function findRepeated(text: string): { name: string; line: number } | undefined {
  const open: (Set<string> | undefined)[] = [];
  let isName = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === "{" || character === "[") {
      isName = character === "{";
      open.push(isName ? new Set() : undefined);
    } else if (character === "}" || character === "]") {
      open.pop();
      isName = false;
    } else if (character === ",") {
      isName = open.at(-1) !== undefined;
    } else if (character === '"') {
      const end = endOfString(text, at);
      if (isName) {
        const written = text.slice(at, end + 1);
        const name = JSON.parse(written) as string;
        if (open.at(-1)?.has(name)) return { name: written, line: text.slice(0, at).split("\n").length };
        open.at(-1)?.add(name);
        isName = false;
      }
      at = end;
    }
  }
  return undefined;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; ; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === '"') return at;
  }
}
