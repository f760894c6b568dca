import type { SettingName } from "./settings.ts";

/** A line of a settings file that sets nothing. */
export interface IdleLine {
  readonly line: number;
  /** The name that no setting has; undefined where the line is no assignment, or what stands there may be anything. */
  readonly name: string | undefined;
  /** The setting that was probably meant. */
  readonly meant: SettingName | undefined;
}

/** Walks over assignments as `util.parseEnv` does: a quoted value may have several lines. */
export function findIdleLines(text: string, settings: readonly SettingName[]): IdleLine[] {
  const lines = text.split("\n");
  const idle: IdleLine[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const written = lines[index]?.trim() ?? "";
    if (written === "" || written.startsWith("#")) continue;
    const equals = written.indexOf("=");
    if (equals === -1) {
      idle.push({ line: index + 1, name: undefined, meant: undefined });
      continue;
    }
    const name = written
      .slice(0, equals)
      .replace(/^export /, "")
      .trim();
    if (!settings.some((setting) => setting === name)) idle.push({ line: index + 1, ...toName(name, settings) });
    index += linesWithin(written.slice(equals + 1).trim(), lines.slice(index + 1));
  }
  return idle;
}

/** How many of the following lines a value takes with it, which began with a quote and did not end there. */
function linesWithin(value: string, following: readonly string[]): number {
  const [quote = ""] = value;
  if (!["'", '"', "`"].includes(quote) || value.includes(quote, 1)) return 0;
  return following.findIndex((line) => line.includes(quote)) + 1;
}

/** A name is shown where it looks like one: what stands before a `=` may be the end of a key that lost its quotes. */
function toName(name: string, settings: readonly SettingName[]): Pick<IdleLine, "name" | "meant"> {
  const meant = settings.find((setting) => isNear(simplify(name), simplify(setting)));
  return { name: meant !== undefined || /^[A-Z][A-Z0-9_]{0,63}$/.test(name) ? name : undefined, meant };
}

function simplify(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** The same but for one character, in longer names two, or for two neighbours that changed places. */
function isNear(one: string, other: string): boolean {
  const shortest = Math.min(one.length, other.length);
  const longest = Math.max(one.length, other.length);
  let start = 0;
  while (start < shortest && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < shortest - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  const differing = longest - start - end;
  if (differing !== 2) return differing < 2;
  return longest > 6 || (one[start] === other[start + 1] && one[start + 1] === other[start]);
}
