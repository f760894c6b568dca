import { createGlob } from "@mcp-tools/governance/glob";
import type { PolicyDocument, Toolset, ToolsetTool } from "../../api/policy.ts";
import type { Tool } from "../../../../src/contract/tool.ts";

/** A tool as clients of a toolset see it. */
export interface SeenTool {
  readonly tool: Tool;
  readonly name: string;
  readonly title: string | undefined;
  readonly description: string;
  /** Names of the arguments that are fixed. */
  readonly fixed: readonly string[];
}

/**
 * What a toolset shows, as the server makes it: an entry with a tool's own name comes before patterns, which leave that
 * tool out; of two under one name the first has it; tools that are off are left out.
 */
export function resolveToolset(
  { tools: entries }: Pick<Toolset, "tools">,
  all: readonly Tool[],
  settings: PolicyDocument["tools"],
): SeenTool[] {
  const on = all.filter(({ name }) => settingsOf(settings, name).enabled !== false);
  const named = entries.filter(({ tool }) => !tool.includes("*"));
  const owned = new Set(named.map(({ tool }) => tool));
  const found = new Map<string, SeenTool>();
  const add = (tool: Tool, entry: ToolsetTool) => {
    const seen = seenAs(tool, entry, settings);
    if (!found.has(seen.name)) found.set(seen.name, seen);
  };
  const byName = new Map(on.map((tool) => [tool.name, tool]));
  for (const entry of named) {
    const tool = byName.get(entry.tool);
    if (tool !== undefined) add(tool, entry);
  }
  for (const entry of entries.filter(({ tool }) => tool.includes("*"))) {
    const fits = createGlob(entry.tool);
    for (const tool of on) if (fits(tool.name) && !owned.has(tool.name)) add(tool, entry);
  }
  const places = new Map(on.map((tool, place) => [tool, place]));
  return [...found.values()].sort((a, b) => (places.get(a.tool) ?? 0) - (places.get(b.tool) ?? 0));
}

function seenAs(tool: Tool, entry: ToolsetTool, settings: PolicyDocument["tools"]): SeenTool {
  const own = settingsOf(settings, tool.name);
  return {
    tool,
    name: entry.name ?? tool.name,
    title: entry.title ?? own.title ?? tool.title,
    description: entry.description ?? own.description ?? tool.description,
    fixed: Object.keys(entry.arguments ?? {}),
  };
}

function settingsOf(settings: PolicyDocument["tools"], name: string): PolicyDocument["tools"][string] {
  return (Object.hasOwn(settings, name) ? settings[name] : undefined) ?? {};
}

export function tokensOf(tools: readonly SeenTool[]): number {
  return tools.reduce((sum, { tool }) => sum + tool.tokens, 0);
}
