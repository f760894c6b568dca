import type { TFunction } from "i18next";

const kinds = [
  ["noTool", /^there is no tool "(.*)"$/s],
  ["noToolset", /^there is no toolset "(.*)"$/s],
  ["noResource", /^there is no resource "(.*)"$/s],
  ["noPrompt", /^there is no prompt "(.*)"$/s],
  ["shadowed", /^is never asked, rule "(.*)" before it fits whatever it fits$/s],
] as const;

/** A warning of the server about one rule, in the reader's words where it is one that is known here. */
export function warningText(warning: string, t: TFunction): string {
  const text = warning.slice(warning.indexOf(": ") + 2);
  for (const [kind, pattern] of kinds) {
    const [, name] = pattern.exec(text) ?? [];
    if (name !== undefined) return t(`rules.warned.${kind}`, { name });
  }
  return text;
}
