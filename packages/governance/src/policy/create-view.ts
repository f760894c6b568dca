import type { Principal } from "@mcp-tools/core";
import type {
  Catalogue,
  Decision,
  PromptDefinition,
  RegisteredTool,
  Registry,
  ResourceDefinition,
  ResourceTemplateDefinition,
} from "@mcp-tools/tools";
import type { CompiledRule } from "../match/compile-rule.ts";
import { createGlobs } from "../match/glob.ts";
import type { CompiledPolicy } from "./compile-policy.ts";
import type { ShownTool } from "./compile-toolsets.ts";

/** A tool as one principal sees it, with what decides about its calls. */
export interface Entry {
  readonly tool: RegisteredTool;
  /** Those that apply to this principal, this tool and the way the call comes. */
  readonly rules: readonly CompiledRule[];
  /** What some arguments would get. */
  readonly reachable: Decision;
}

/** What one principal sees at one endpoint, and what decides about it. */
export interface View {
  readonly catalogue: Catalogue;
  readonly entries: ReadonlyMap<string, Entry>;
}

/** Undefined when the toolset is not there, or not for this principal. */
export function createView(
  policy: CompiledPolicy,
  registry: Registry,
  principal: Principal,
  toolset: string | undefined,
): View | undefined {
  const sources = sourcesFor(policy, principal, toolset);
  if (sources === undefined) return undefined;
  const applicable = policy.rules.filter(({ fitsPrincipal }) => fitsPrincipal(principal));
  const entries = createEntries(policy, principal, sources, new Set(applicable));
  const reading = whatIsRead(policy, principal, sources, applicable);
  const tools = [...entries.values()].map(({ tool }) => tool);
  const resources = registry.resources().filter(({ uri }) => reading.fitsResource(uri));
  const templates = registry
    .templates()
    .filter((template) => isForAll(template) || reading.fitsResource(template.uriTemplate));
  const prompts = registry.prompts().filter(({ name }) => reading.fitsPrompt(name));
  return {
    entries,
    catalogue: createCatalogue({ toolset, entries, tools, resources, templates, prompts, reading, registry }),
  };
}

interface Source {
  readonly name: string | undefined;
  readonly tools: readonly ShownTool[];
  fitsResource(uri: string): boolean;
  fitsPrompt(name: string): boolean;
}

/** Where this principal's things come from: the endpoint's toolset, else the granted ones in their order, else all. */
function sourcesFor(
  { toolset: find, tools }: CompiledPolicy,
  { grant }: Principal,
  toolset: string | undefined,
): readonly Source[] | undefined {
  const granted = grant?.toolsets;
  if (toolset !== undefined) {
    const found = granted === undefined || granted.includes(toolset) ? find(toolset) : undefined;
    return found && [found];
  }
  if (granted !== undefined) return [...new Set(granted)].map(find).filter((found) => found !== undefined);
  return [{ name: undefined, tools, fitsResource: () => true, fitsPrompt: () => true }];
}

function createEntries(
  policy: CompiledPolicy,
  { grant }: Principal,
  sources: readonly Source[],
  applicable: ReadonlySet<CompiledRule>,
): ReadonlyMap<string, Entry> {
  const isGranted = grant?.tools && createGlobs(grant.tools);
  const found = new Map<string, Entry & { place: number }>();
  for (const source of sources) {
    for (const shown of source.tools) {
      const { tool, place } = shown;
      if (found.has(tool.listing.name) || isGranted?.(tool.definition.name) === false) continue;
      if (grant?.access?.includes(tool.access) === false) continue;
      const rules = policy.rulesOf(tool).filter((rule) => applicable.has(rule) && rule.fitsToolset(source.name));
      const reachable = policy.reach(shown, rules);
      if (reachable !== undefined) found.set(tool.listing.name, { tool, rules, reachable, place });
    }
  }
  return new Map([...found].sort(([, a], [, b]) => a.place - b.place));
}

interface Reading {
  fitsResource(uri: string): boolean;
  fitsPrompt(name: string): boolean;
}

/**
 * Reading is no call: it cannot wait for a human, so that what asks is hidden like what refuses. A grant of tools by name
 * alone covers nothing that is no tool.
 */
function whatIsRead(
  { defaults }: CompiledPolicy,
  { grant }: Principal,
  sources: readonly Source[],
  applicable: readonly CompiledRule[],
): Reading {
  const isCovered =
    grant?.access?.includes("read") !== false && (grant?.tools === undefined || grant.toolsets !== undefined);
  const open = isCovered
    ? sources.filter(({ name }) => {
        const rule = applicable.find(({ fitsReading, fitsToolset }) => fitsReading && fitsToolset(name));
        return (rule?.decision ?? defaults.read).effect === "allow";
      })
    : [];
  return {
    fitsResource: (uri) => open.some(({ fitsResource }) => fitsResource(uri)),
    fitsPrompt: (name) => open.some(({ fitsPrompt }) => fitsPrompt(name)),
  };
}

interface CatalogueParts {
  readonly toolset: string | undefined;
  readonly entries: ReadonlyMap<string, Entry>;
  readonly tools: readonly RegisteredTool[];
  readonly resources: readonly ResourceDefinition[];
  readonly templates: readonly ResourceTemplateDefinition[];
  readonly prompts: readonly PromptDefinition[];
  readonly reading: Reading;
  readonly registry: Registry;
}

/** A template that says `always` gives each principal what is its own, whatever it is granted. */
function isForAll(template: ResourceTemplateDefinition): boolean {
  return "always" in template && template.always;
}

/** `/../` in a URI, plain or escaped, could lead a reader out of what a pattern names. */
const CLIMBS = /(?:^|[/\\]|%2f|%5c)(?:\.|%2e){2}(?:[/\\?#]|%2f|%5c|$)/i;

function createCatalogue(parts: CatalogueParts): Catalogue {
  const { toolset, entries, tools, resources, templates, prompts, reading, registry } = parts;
  const byUri = new Map(resources.map((resource) => [resource.uri, resource]));
  const byName = new Map(prompts.map((prompt) => [prompt.name, prompt]));
  const shown = new Set(templates);
  return {
    toolset,
    tools: () => tools,
    tool: (name) => entries.get(name)?.tool,
    resources: () => resources,
    resource: (uri) => byUri.get(uri),
    templates: () => templates,
    matchTemplate(uri) {
      const found = registry.matchTemplate(uri);
      if (found === undefined) return undefined;
      return shown.has(found.template) || (!CLIMBS.test(uri) && reading.fitsResource(uri)) ? found : undefined;
    },
    prompts: () => prompts,
    prompt: (name) => byName.get(name),
  };
}
