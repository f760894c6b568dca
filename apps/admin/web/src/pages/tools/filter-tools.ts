import type { Tool } from "../../../../src/contract/tool.ts";
import type { ToolsSearch } from "../../app/search.ts";

/** The tools that fit; every word must be found. Those found by name stand before those found by description. */
export function filterTools(tools: readonly Tool[], { q, access, pack }: ToolsSearch): Tool[] {
  const words = (q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const fitting = tools.filter(
    (tool) => (access === undefined || tool.access === access) && (pack === undefined || tool.pack === pack),
  );
  if (words.length === 0) return fitting;
  const byName: Tool[] = [];
  const byText: Tool[] = [];
  for (const tool of fitting) {
    const name = `${tool.name} ${tool.title ?? ""}`.toLowerCase();
    const text = `${name} ${tool.description.toLowerCase()}`;
    if (words.every((word) => name.includes(word))) byName.push(tool);
    else if (words.every((word) => text.includes(word))) byText.push(tool);
  }
  return [...byName, ...byText];
}
