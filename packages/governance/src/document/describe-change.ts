import type { ConfigChange } from "./diff-policy.ts";

const VALUE_CHARACTERS_MAX = 300;
const SIGNS = { added: "+", changed: "~", removed: "-" } as const;

/** One line: `~ rule no-ftp: effect  "ask" → "refuse"`. */
export function describeChange({ kind, what, before, after }: ConfigChange): string {
  const values =
    kind === "changed" ? `${written(before)} → ${written(after)}` : written(kind === "added" ? after : before);
  return `${SIGNS[kind]} ${what}  ${values}`;
}

function written(value: unknown): string {
  const text = JSON.stringify(value) ?? "";
  return text.length <= VALUE_CHARACTERS_MAX ? text : `${text.slice(0, VALUE_CHARACTERS_MAX)}…`;
}
