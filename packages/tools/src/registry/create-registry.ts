import { AppError } from "@mcp-tools/core";
import type { Pack, PromptDefinition, ResourceDefinition, ResourceTemplateDefinition } from "../define-tool.ts";
import { registerTool } from "./register-tool.ts";
import type { ListKind, RegisteredTool, Registry } from "./registry.ts";
import { sortDefinitions } from "./sort-definitions.ts";
import { createUriMatcher } from "./uri-template.ts";

interface Loaded {
  readonly pack: Pack;
  readonly tools: readonly RegisteredTool[];
  readonly resources: readonly ResourceDefinition[];
  readonly templates: readonly {
    template: ResourceTemplateDefinition;
    match: (uri: string) => Readonly<Record<string, string>> | undefined;
  }[];
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
  const { tools, resources, templates, prompts } = sortDefinitions(pack);
  return {
    pack,
    tools: tools.map((tool) => registerTool(tool, { pack: pack.name, timeoutMs })),
    resources,
    templates: templates.map((template) => ({ template, match: createUriMatcher(template.uriTemplate) })),
    prompts,
  };
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
    if (byName.has(name))
      throw new AppError("conflict", `There are two ${kind}s called "${name}"; rename one of them.`);
    byName.set(name, item);
  }
  return byName;
}

function changedKinds(before: Index, after: Index): ListKind[] {
  const kinds: ListKind[] = [];
  if (differ(before.tools.map(toDefinition), after.tools.map(toDefinition))) kinds.push("tools");
  if (
    differ(before.resources, after.resources) ||
    differ(before.templates.map(toTemplate), after.templates.map(toTemplate))
  )
    kinds.push("resources");
  if (differ(before.prompts, after.prompts)) kinds.push("prompts");
  return kinds;
}

const toDefinition = ({ definition }: RegisteredTool) => definition;
const toTemplate = ({ template }: Loaded["templates"][number]) => template;

function differ(before: readonly unknown[], after: readonly unknown[]): boolean {
  return before.length !== after.length || before.some((item, position) => item !== after[position]);
}
