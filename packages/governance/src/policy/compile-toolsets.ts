import type { PolicyDocument, ToolSettings, Toolset } from "@mcp-tools/core";
import { overrideTool, type RegisteredTool } from "@mcp-tools/tools";
import { createGlobs, type Glob } from "../match/glob.ts";

/** A tool as one toolset, or none, shows it. */
export interface ShownTool {
  readonly tool: RegisteredTool;
  /** Place in the registry: lists are in its order. */
  readonly place: number;
  /** The toolset it stands in; undefined at endpoints without one. */
  readonly toolset: string | undefined;
}

export interface CompiledToolset {
  readonly name: string;
  readonly tools: readonly ShownTool[];
  readonly fitsResource: Glob;
  readonly fitsPrompt: Glob;
}

/** The registry's tools that are on, in the owner's words. */
export function shownTools(
  tools: readonly RegisteredTool[],
  settings: Readonly<Record<string, ToolSettings>>,
): ShownTool[] {
  return tools.flatMap((tool, place) => {
    const { enabled = true, title, description } = settingsOf(settings, tool.definition.name);
    return enabled ? [{ tool: overrideTool(tool, { title, description }), place, toolset: undefined }] : [];
  });
}

export function settingsOf(settings: PolicyDocument["tools"], name: string): ToolSettings {
  return (Object.hasOwn(settings, name) ? settings[name] : undefined) ?? {};
}

/**
 * What a toolset shows. An entry with a tool's own name comes before patterns, which leave that tool out; of two tools
 * under one name the first entry has it.
 */
export function compileToolset(toolset: Toolset, all: readonly ShownTool[]): CompiledToolset {
  const named = new Set(toolset.tools.map(({ tool }) => tool).filter((tool) => !tool.includes("*")));
  const byName = new Map<string, ShownTool>();
  const inOrder = [...toolset.tools].sort((a, b) => Number(a.tool.includes("*")) - Number(b.tool.includes("*")));
  for (const entry of inOrder) {
    const isPattern = entry.tool.includes("*");
    const fits = createGlobs([entry.tool]);
    for (const { tool, place } of all) {
      const own = tool.definition.name;
      if (!fits(own) || (isPattern && named.has(own))) continue;
      const shown = overrideTool(tool, entry);
      if (!byName.has(shown.listing.name))
        byName.set(shown.listing.name, { tool: shown, place, toolset: toolset.name });
    }
  }
  return {
    name: toolset.name,
    tools: [...byName.values()].sort((a, b) => a.place - b.place),
    fitsResource: createGlobs(toolset.resources),
    fitsPrompt: createGlobs(toolset.prompts),
  };
}
