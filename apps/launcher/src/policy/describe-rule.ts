import type { ArgumentMatch, Rule } from "@mcp-tools/core";

/** A rule in one line: `refuse  no-ftp  tools fetch; /url like "ftp:*"  (off)`. */
export function describeRule({ id, effect, enabled, match, reason }: Rule): string {
  const parts = [...lists(match), ...(match.arguments ?? []).map(describeCondition)];
  const why = reason === undefined ? "" : `  “${reason.replaceAll("\n", " ").trim()}”`;
  return `${effect.padEnd(6)}  ${id}  ${parts.join("; ") || "everything"}${why}${enabled ? "" : "  (off)"}`;
}

function lists({ principals, toolsets, tools, access }: Rule["match"]): string[] {
  return Object.entries({ principals, toolsets, tools, access })
    .filter((entry): entry is [string, readonly string[]] & typeof entry => entry[1] !== undefined)
    .map(([name, list]) => `${name} ${list.join(", ")}`);
}

const WORDS = { equals: "=", in: "in", like: "like", above: ">", below: "<" } as const;

function describeCondition({ pointer, not = false, exists, ...comparison }: ArgumentMatch): string {
  const place = pointer === "" ? "the arguments" : pointer;
  if (exists !== undefined) return `${place} is ${exists === not ? "not " : ""}there`;
  const [name = "equals", value] = Object.entries(comparison).find(([, given]) => given !== undefined) ?? [];
  return `${place} ${not ? "not " : ""}${WORDS[name as keyof typeof WORDS]} ${JSON.stringify(value)}`;
}
