import { AppError } from "@mcp-tools/core";
import type {
  Pack,
  PromptDefinition,
  ResourceDefinition,
  ResourceTemplateDefinition,
  ToolDefinition,
} from "../define-tool.ts";

export interface SortedDefinitions {
  readonly tools: ToolDefinition[];
  readonly resources: ResourceDefinition[];
  readonly templates: ResourceTemplateDefinition[];
  readonly prompts: PromptDefinition[];
}

/**
 * A pack's definitions by kind. Packs also come from JavaScript, so what the types promise is checked here; a tool is
 * checked when it is made ready.
 * @throws AppError `invalid_input` naming the pack and what is wrong
 */
export function sortDefinitions(pack: Pack): SortedDefinitions {
  const sorted: SortedDefinitions = { tools: [], resources: [], templates: [], prompts: [] };
  for (const definition of pack.definitions as readonly unknown[]) {
    if (has(definition, "run")) sorted.tools.push(definition as unknown as ToolDefinition);
    else if (has(definition, "messages"))
      sorted.prompts.push(requireTexts(pack, "prompt", definition, ["name"]) as unknown as PromptDefinition);
    else if (has(definition, "read") && "uriTemplate" in definition) {
      sorted.templates.push(
        requireTexts(pack, "template", definition, ["name", "uriTemplate"]) as unknown as ResourceTemplateDefinition,
      );
    } else if (has(definition, "read") && "uri" in definition) {
      sorted.resources.push(
        requireTexts(pack, "resource", definition, ["name", "uri"]) as unknown as ResourceDefinition,
      );
    } else {
      throw new AppError(
        "invalid_input",
        `Pack "${pack.name}" has a definition that is neither a tool (\`run\`), a resource (\`uri\` and \`read\`), a template (\`uriTemplate\` and \`read\`) nor a prompt (\`messages\`).`,
      );
    }
  }
  return sorted;
}

type Fields = Readonly<Record<string, unknown>>;

/** Whether the value has this function, which tells its kind. */
function has(value: unknown, name: string): value is Fields {
  return typeof value === "object" && value !== null && typeof (value as Fields)[name] === "function";
}

function requireTexts(pack: Pack, kind: string, definition: Fields, names: readonly string[]): Fields {
  for (const name of names) {
    if (typeof definition[name] !== "string" || definition[name] === "") {
      throw new AppError(
        "invalid_input",
        `Pack "${pack.name}": a ${kind} (${String(definition["name"] ?? definition["uri"] ?? definition["uriTemplate"])}) needs a \`${name}\`.`,
      );
    }
  }
  return definition;
}
