import { AppError, type PolicyDocument, type Rule, type ToolSettings, type Toolset } from "@mcp-tools/core";
import { settingsOf } from "../policy/compile-toolsets.ts";

/** Changes to a document, each as a new one; what a change makes is checked when it is saved. */

/** Null takes a setting away; one that is absent stays. */
export type ToolPatch = { readonly [Name in keyof ToolSettings]?: ToolSettings[Name] | null };

export function setTool(document: PolicyDocument, name: string, patch: ToolPatch): PolicyDocument {
  const changed: Record<string, unknown> = { ...settingsOf(document.tools, name) };
  for (const [setting, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    // On is what every tool is.
    if (value === null || (setting === "enabled" && value === true)) delete changed[setting];
    else changed[setting] = value;
  }
  const { [name]: _, ...others } = document.tools;
  return {
    ...document,
    tools: Object.keys(changed).length === 0 ? others : { ...others, [name]: changed },
  };
}

/** Replaces the rule of that id where it stands, or adds it; `position` counts from 0, default the end. */
export function putRule(document: PolicyDocument, rule: Rule, position?: number): PolicyDocument {
  const at = document.rules.findIndex(({ id }) => id === rule.id);
  if (at === -1) return { ...document, rules: insert(document.rules, rule, position ?? document.rules.length) };
  const replaced = document.rules.with(at, rule);
  return position === undefined
    ? { ...document, rules: replaced }
    : moveRule({ ...document, rules: replaced }, rule.id, position);
}

/** @throws AppError `not_found` */
export function moveRule(document: PolicyDocument, id: string, position: number): PolicyDocument {
  const rule = document.rules.find((candidate) => candidate.id === id);
  if (rule === undefined)
    throw noSuch(
      "rule",
      id,
      document.rules.map((known) => known.id),
    );
  return {
    ...document,
    rules: insert(
      document.rules.filter((other) => other !== rule),
      rule,
      position,
    ),
  };
}

/** @throws AppError `not_found` */
export function removeRule(document: PolicyDocument, id: string): PolicyDocument {
  const rules = document.rules.filter((rule) => rule.id !== id);
  if (rules.length === document.rules.length)
    throw noSuch(
      "rule",
      id,
      rules.map((rule) => rule.id),
    );
  return { ...document, rules };
}

/** Replaces the toolset of that name, or adds it. */
export function putToolset(document: PolicyDocument, toolset: Toolset): PolicyDocument {
  const at = document.toolsets.findIndex(({ name }) => name === toolset.name);
  return { ...document, toolsets: at === -1 ? [...document.toolsets, toolset] : document.toolsets.with(at, toolset) };
}

/** @throws AppError `not_found` */
export function removeToolset(document: PolicyDocument, name: string): PolicyDocument {
  const toolsets = document.toolsets.filter((toolset) => toolset.name !== name);
  if (toolsets.length === document.toolsets.length)
    throw noSuch(
      "toolset",
      name,
      toolsets.map((toolset) => toolset.name),
    );
  return { ...document, toolsets };
}

function insert<Item>(items: readonly Item[], item: Item, position: number): Item[] {
  if (!Number.isInteger(position) || position < 0)
    throw new AppError("invalid_input", "A position is a whole number from 0, which is the first place.");
  return items.toSpliced(position, 0, item);
}

function noSuch(what: string, name: string, known: readonly string[]): AppError {
  return new AppError(
    "not_found",
    `There is no ${what} "${name}". There are: ${known.join(", ").slice(0, 500) || "none"}.`,
  );
}
