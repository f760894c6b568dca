import type { ToolsSearch } from "../../app/search.ts";
import type { ShownTool } from "./shown-tools.ts";

/** The tools that fit; every word must be found. Those found by name stand before those found by description. */
export function filterTools(
  tools: readonly ShownTool[],
  { q, access, pack, state }: Pick<ToolsSearch, "q" | "access" | "pack" | "state">,
): readonly ShownTool[] {
  const words = (q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const isAny = access === undefined && pack === undefined && state === undefined;
  const fitting = isAny
    ? tools
    : tools.filter(
        ({ tool, isOn }) =>
          (access === undefined || tool.access === access) &&
          (pack === undefined || tool.pack === pack) &&
          (state === undefined || isOn === (state === "on")),
      );
  if (words.length === 0) return fitting;
  const byName: ShownTool[] = [];
  const byText: ShownTool[] = [];
  for (const tool of fitting) {
    if (words.every((word) => tool.nameText.includes(word))) byName.push(tool);
    else if (words.every((word) => tool.wholeText.includes(word))) byText.push(tool);
  }
  return [...byName, ...byText];
}
