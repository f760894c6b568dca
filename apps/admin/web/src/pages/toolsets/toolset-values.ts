import type { Toolset, ToolsetTool } from "../../api/policy.ts";

export interface EntryValues {
  readonly tool: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** JSON text, or empty. */
  readonly arguments: string;
}

/** A toolset as its form holds it. */
export interface ToolsetValues {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly tools: EntryValues[];
  readonly resources: string[];
  readonly prompts: string[];
}

export const newToolset: Toolset = { name: "", tools: [], resources: [], prompts: [] };

export const newEntry = (tool: string): EntryValues => ({ tool, name: "", title: "", description: "", arguments: "" });

export function toValues({ name, title = "", description = "", tools, resources, prompts }: Toolset): ToolsetValues {
  return {
    name,
    title,
    description,
    tools: tools.map((entry) => ({
      tool: entry.tool,
      name: entry.name ?? "",
      title: entry.title ?? "",
      description: entry.description ?? "",
      arguments: entry.arguments === undefined ? "" : JSON.stringify(entry.arguments, null, 2),
    })),
    resources: [...resources],
    prompts: [...prompts],
  };
}

/** Arguments that are no JSON object are left out: the form does not let them be saved. */
export function toToolset({ name, title, description, tools, resources, prompts }: ToolsetValues): Toolset {
  return {
    name: name.trim(),
    ...filled({ title, description }),
    tools: tools.map(toEntry),
    resources,
    prompts,
  };
}

function toEntry({ tool, name, title, description, arguments: text }: EntryValues): ToolsetTool {
  const fixed = readArguments(text);
  return {
    tool,
    ...(tool.includes("*") ? {} : filled({ name, title, description })),
    ...(fixed !== undefined && { arguments: fixed as NonNullable<ToolsetTool["arguments"]> }),
  };
}

function filled<Name extends string>(texts: Readonly<Record<Name, string>>): { [N in Name]?: string } {
  const entries = Object.entries<string>(texts).map(([name, text]) => [name, text.trim()] as const);
  return Object.fromEntries(entries.filter(([, text]) => text !== "")) as { [N in Name]?: string };
}

/** Undefined for nothing, and for what is no object. */
export function readArguments(text: string): object | undefined {
  try {
    const value: unknown = text.trim() === "" ? undefined : JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What is wrong with the name an entry is shown under. */
export function wrongName(entries: readonly EntryValues[], place: number): "shownAs" | "twice" | undefined {
  const entry = entries[place];
  if (entry === undefined) return undefined;
  const shown = entry.name.trim() === "" ? entry.tool : entry.name.trim();
  if (entry.name.trim() !== "" && !/^[A-Za-z0-9._-]{1,128}$/.test(shown)) return "shownAs";
  const isTaken = entries.some(
    ({ tool, name }, at) => at !== place && (name.trim() === "" ? tool : name.trim()) === shown,
  );
  return isTaken ? "twice" : undefined;
}
