import { AppError } from "@mcp-tools/core";

const ALTERNATIVES_MAX = 256;

/** Whether a relative path, with `/` between its parts, fits. */
export type Matches = (path: string) => boolean;

/**
 * A glob: `*` and `?` within a part of the path, `**` for any number of parts, `[a-z]`, `[!a-z]`, `{one,other}`, `\` before
 * a character meant as it is. Names that start with a dot are names like others. Takes time in proportion to the pattern
 * times the path, whatever the pattern.
 * @throws AppError `invalid_input` when the braces stand for too many patterns
 */
export function createGlob(pattern: string): Matches {
  const alternatives = expandBraces(pattern.replace(/^(\.\/)+/, "")).map((one) =>
    one
      .split("/")
      .filter((part) => part !== "")
      .map((part) => (part === "**" ? "**" : tokenize(part))),
  );
  return (path) => {
    const names = path.split("/").map((name) => Array.from(name));
    return alternatives.some((parts) => matchesParts(parts, names));
  };
}

type Token = "any" | "one" | ((character: string) => boolean);
type Part = "**" | readonly Token[];

function matchesParts(parts: readonly Part[], names: readonly string[][]): boolean {
  // open[n]: whether the parts so far can match the first n names.
  let open = names.map(() => false);
  open = [true, ...open];
  parts.forEach((part, index) => {
    const next = open.map(() => false);
    if (part === "**") {
      // As the last part it stands for something: `a/**` is what is in `a`, not `a`.
      const least = index === parts.length - 1 ? 1 : 0;
      const first = open.indexOf(true);
      if (first !== -1) next.fill(true, first + least);
    } else {
      names.forEach((name, position) => {
        if (open[position] === true && matchesName(part, name)) next[position + 1] = true;
      });
    }
    open = next;
  });
  return open.at(-1) === true;
}

/** Going back to the last `*` only is enough: what an earlier one took, the last can take as well. */
function matchesName(tokens: readonly Token[], name: readonly string[]): boolean {
  let [token, at] = [0, 0];
  let [star, starAt] = [-1, 0];
  while (at < name.length) {
    const wanted = tokens[token];
    if (wanted === "any") {
      [star, starAt] = [token, at];
      token += 1;
    } else if (wanted !== undefined && (wanted === "one" || wanted(name[at] ?? ""))) {
      token += 1;
      at += 1;
    } else if (star !== -1) {
      token = star + 1;
      starAt += 1;
      at = starAt;
    } else return false;
  }
  return tokens.slice(token).every((left) => left === "any");
}

function tokenize(part: string): Token[] {
  const tokens: Token[] = [];
  const characters = Array.from(part);
  for (let index = 0; index < characters.length; index += 1) {
    const character = characters[index] ?? "";
    const set = character === "[" ? readSet(characters, index) : undefined;
    if (set !== undefined) {
      tokens.push(set.token);
      index = set.end;
    } else if (character === "*") {
      if (tokens.at(-1) !== "any") tokens.push("any");
    } else if (character === "?") tokens.push("one");
    else {
      if (character === "\\" && index + 1 < characters.length) index += 1;
      const literal = characters[index] ?? "";
      tokens.push((found) => found === literal);
    }
  }
  return tokens;
}

/** Undefined for a bracket that nothing closes, which is then a character like others. */
function readSet(characters: readonly string[], start: number): { token: Token; end: number } | undefined {
  const negated = characters[start + 1] === "!" || characters[start + 1] === "^";
  const first = start + (negated ? 2 : 1);
  const end = characters.indexOf("]", first + 1);
  if (end === -1) return undefined;
  const members = characters.slice(first, end);
  const ranges: (readonly [low: string, high: string])[] = [];
  for (let index = 0; index < members.length; index += 1) {
    const low = members[index] ?? "";
    const high = members[index + 1] === "-" ? members[index + 2] : undefined;
    ranges.push([low, high ?? low]);
    if (high !== undefined) index += 2;
  }
  return { token: (found) => ranges.some(([low, high]) => low <= found && found <= high) !== negated, end };
}

function expandBraces(pattern: string): string[] {
  let done: string[] = [];
  let open = [pattern];
  while (open.length > 0) {
    const next: string[] = [];
    for (const one of open) {
      const braces = findBraces(one);
      if (braces === undefined) done = [...done, one];
      else for (const option of braces.options) next.push(one.slice(0, braces.start) + option + one.slice(braces.end));
    }
    if (done.length + next.length > ALTERNATIVES_MAX) {
      throw new AppError(
        "invalid_input",
        `The braces in the pattern stand for more than ${ALTERNATIVES_MAX} patterns. Use fewer, or search several times.`,
      );
    }
    open = next;
  }
  return done;
}

/** The first innermost `{…,…}`. */
function findBraces(pattern: string): { start: number; end: number; options: string[] } | undefined {
  let start = -1;
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern[index];
    if (character === "\\") index += 1;
    else if (character === "{") start = index;
    else if (character === "}" && start !== -1) {
      const inner = pattern.slice(start + 1, index);
      if (inner.includes(",")) return { start, end: index + 1, options: inner.split(",") };
      start = -1;
    }
  }
  return undefined;
}
