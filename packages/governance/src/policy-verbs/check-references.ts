import type { PolicyDocument, Toolset } from "@mcp-tools/core";
import { checkFixedArguments, type Registry } from "@mcp-tools/tools";
import { findShadowed } from "../match/find-shadowed.ts";
import { createGlob } from "../match/glob.ts";

export interface References {
  /** What cannot work: fixed arguments that a tool's schema refuses. */
  readonly problems: readonly string[];
  /** Names of things that are not here (misspelt, or of a process with other packs), and rules that are never asked. */
  readonly warnings: readonly string[];
}

/** Holds a document against the tools, resources and prompts that there are. */
export async function checkReferences(document: PolicyDocument, registry: Registry): Promise<References> {
  const tools = registry.tools().map(({ definition }) => definition.name);
  const uris = [
    ...registry.resources().map(({ uri }) => uri),
    ...registry.templates().map(({ uriTemplate }) => uriTemplate),
  ];
  const prompts = registry.prompts().map(({ name }) => name);
  const toolsets = new Set(document.toolsets.map(({ name }) => name));
  const missing = (place: string, what: string, patterns: readonly string[] = [], names: readonly string[]) =>
    patterns
      .filter((pattern) => !names.some(createGlob(pattern)))
      .map((pattern) => `${place}: there is no ${what} "${pattern}"`);

  const warnings = [
    ...document.rules.flatMap(({ id, match }) => [
      ...missing(`rule ${id}`, "tool", match.tools, tools),
      ...(match.toolsets ?? [])
        .filter((name) => !toolsets.has(name))
        .map((name) => `rule ${id}: there is no toolset "${name}"`),
    ]),
    ...document.toolsets.flatMap(({ name, resources, prompts: named, tools: entries }) => [
      ...missing(
        `toolset ${name}`,
        "tool",
        entries.map(({ tool }) => tool),
        tools,
      ),
      ...missing(`toolset ${name}`, "resource", resources, uris),
      ...missing(`toolset ${name}`, "prompt", named, prompts),
    ]),
    ...missing("tools", "tool", Object.keys(document.tools), tools),
    ...findShadowed(document.rules).map(
      ({ id, by }) => `rule ${id}: is never asked, rule "${by}" before it fits whatever it fits`,
    ),
  ];
  const problems = await Promise.all(document.toolsets.map((toolset) => checkToolset(toolset, registry)));
  return { problems: problems.flat(), warnings };
}

async function checkToolset(toolset: Toolset, registry: Registry): Promise<string[]> {
  const problems: string[] = [];
  for (const { tool: pattern, arguments: fixed } of toolset.tools) {
    if (fixed === undefined) continue;
    const fits = createGlob(pattern);
    for (const tool of registry.tools()) {
      const { name } = tool.definition;
      if (!fits(name)) continue;
      const found = await checkFixedArguments(tool, fixed);
      problems.push(...found.map((problem) => `toolset ${toolset.name}, fixed arguments of ${name}: ${problem}`));
    }
  }
  return problems;
}
