import { AppError } from "@mcp-tools/core";
import type { Definition, Pack, PromptDefinition, ResourceDefinition, ResourceTemplateDefinition, ToolDefinition } from "../define-tool.ts";
import { registerTool } from "./register-tool.ts";
import type { ListKind, RegisteredTool, Registry } from "./registry.ts";
import { createUriMatcher } from "./uri-template.ts";

interface Loaded {
  readonly pack: Pack;
  readonly tools: readonly RegisteredTool[];
  readonly resources: readonly ResourceDefinition[];
  readonly templates: readonly { template: ResourceTemplateDefinition; match: (uri: string) => Readonly<Record<string, string>> | undefined }[];
  readonly prompts: readonly PromptDefinition[];
}

/** Everything a list or a lookup needs, rebuilt at each change so that reading computes nothing. */
interface Index {
  readonly tools: readonly RegisteredTool[];
  readonly toolsByName: ReadonlyMap<string, RegisteredTool>;
  readonly resources: readonly ResourceDefinition[];
  readonly resourcesByUri: ReadonlyMap<string, ResourceDefinition>;
  readonly templates: Loaded["templates"];
  readonly prompts: readonly PromptDefinition[];
  readonly promptsByName: ReadonlyMap<string, PromptDefinition>;
}

export function createRegistry(options: { timeoutMs: number }): Registry {
  const loaded = new Map<string, Loaded>();
  const listeners = new Set<(kind: ListKind) => void>();
  let index = createIndex([]);

  function change(apply: (next: Map<string, Loaded>) => void): void {
    const next = new Map(loaded);
    apply(next);
    const nextIndex = createIndex([...next.values()]);
    loaded.clear();
    for (const [name, pack] of next) loaded.set(name, pack);
    const changed = changedKinds(index, nextIndex);
    index = nextIndex;
    for (const kind of changed) for (const listener of listeners) listener(kind);
  }

  return {
    get packs() {
      return [...loaded.values()].map(({ pack }) => pack);
    },
    tools: () => index.tools,
    tool: (name) => index.toolsByName.get(name),
    resources: () => index.resources,
    resource: (uri) => index.resourcesByUri.get(uri),
    templates: () => index.templates.map(({ template }) => template),
    matchTemplate(uri) {
      for (const { template, match } of index.templates) {
        const variables = match(uri);
        if (variables !== undefined) return { template, variables };
      }
      return undefined;
    },
    prompts: () => index.prompts,
    prompt: (name) => index.promptsByName.get(name),
    setPack: (pack) => change((next) => next.set(pack.name, loadPack(pack, options.timeoutMs))),
    removePack: (name) => change((next) => next.delete(name)),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function loadPack(pack: Pack, timeoutMs: number): Loaded {
  const tools = pack.definitions.filter(isTool).map((tool) => registerTool(tool, { pack: pack.name, timeoutMs }));
  const templates = pack.definitions.filter(isTemplate).map((template) => ({ template, match: createUriMatcher(template.uriTemplate) }));
  const resources = pack.definitions.filter(isResource);
  const prompts = pack.definitions.filter(isPrompt);
  if (tools.length + templates.length + resources.length + prompts.length < pack.definitions.length) {
    throw new AppError("invalid_input", `Pack "${pack.name}" has a definition that is neither a tool (\`run\`), a resource (\`uri\` and \`read\`), a template (\`uriTemplate\` and \`read\`) nor a prompt (\`messages\`).`);
  }
  return { pack, tools, resources, templates, prompts };
}

function createIndex(packs: readonly Loaded[]): Index {
  const tools = packs.flatMap((pack) => pack.tools);
  const resources = packs.flatMap((pack) => pack.resources);
  const prompts = packs.flatMap((pack) => pack.prompts);
  return {
    tools,
    toolsByName: unique(tools, (tool) => tool.listing.name, "tool"),
    resources,
    resourcesByUri: unique(resources, (resource) => resource.uri, "resource"),
    templates: packs.flatMap((pack) => pack.templates),
    prompts,
    promptsByName: unique(prompts, (prompt) => prompt.name, "prompt"),
  };
}

function unique<T>(items: readonly T[], nameOf: (item: T) => string, kind: string): Map<string, T> {
  const byName = new Map<string, T>();
  for (const item of items) {
    const name = nameOf(item);
    if (byName.has(name)) throw new AppError("conflict", `There are two ${kind}s called "${name}"; rename one of them.`);
    byName.set(name, item);
  }
  return byName;
}

function changedKinds(before: Index, after: Index): ListKind[] {
  const kinds: ListKind[] = [];
  if (differ(before.tools, after.tools)) kinds.push("tools");
  if (differ(before.resources, after.resources) || differ(before.templates, after.templates)) kinds.push("resources");
  if (differ(before.prompts, after.prompts)) kinds.push("prompts");
  return kinds;
}

function differ(before: readonly unknown[], after: readonly unknown[]): boolean {
  return before.length !== after.length || before.some((item, position) => item !== after[position]);
}

function isTool(definition: Definition): definition is ToolDefinition {
  return "run" in definition && typeof definition.run === "function";
}

function isTemplate(definition: Definition): definition is ResourceTemplateDefinition {
  return "uriTemplate" in definition && "read" in definition;
}

function isResource(definition: Definition): definition is ResourceDefinition {
  return "uri" in definition && "read" in definition;
}

function isPrompt(definition: Definition): definition is PromptDefinition {
  return "messages" in definition && typeof definition.messages === "function";
}
