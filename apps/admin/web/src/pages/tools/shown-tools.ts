import type { Tool } from "../../../../src/contract/tool.ts";
import type { PolicyDocument } from "../../api/policy.ts";

/** A tool as the owner has it: title and description may be another one than the tool's own. */
export interface ShownTool {
  readonly tool: Tool;
  readonly name: string;
  readonly title: string | undefined;
  readonly description: string;
  readonly isOn: boolean;
  /** What a search looks through, in lower case. */
  readonly nameText: string;
  readonly wholeText: string;
}

/** Made once for a list, so that each key stroke of a search only compares. */
export function showTools(tools: readonly Tool[], settings: PolicyDocument["tools"] | undefined): ShownTool[] {
  return tools.map((tool) => {
    const own = settings !== undefined && Object.hasOwn(settings, tool.name) ? settings[tool.name] : undefined;
    const title = own?.title ?? tool.title;
    const description = own?.description ?? tool.description;
    const nameText = `${tool.name} ${title ?? ""}`.toLowerCase();
    return {
      tool,
      name: tool.name,
      title,
      description,
      isOn: own?.enabled ?? true,
      nameText,
      wholeText: `${nameText} ${description.toLowerCase()}`,
    };
  });
}
