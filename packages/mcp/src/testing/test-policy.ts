import type { Principal } from "@mcp-tools/core";
import { createMissingScopes, openPolicy, type Catalogue, type Policy, type Registry } from "@mcp-tools/tools";

/** A policy that a test holds in its hand. Tools, URIs, templates and prompts are known by their names alike. */
export interface TestPolicy {
  /** For `createTestToolbox`. */
  readonly policy: (registry: Registry) => Policy;
  /** From now on nobody sees these; to undo it, give none. Tells of the change. */
  hide(...names: string[]): void;
  /** Makes a toolset of these names. */
  addToolset(toolset: string, ...names: string[]): void;
  /** Their credentials are not valid any more. */
  revoke(principalId: string): void;
  /** Listeners of changes now. */
  listeners(): number;
}

export function createTestPolicy(overrides: Partial<Policy> = {}): TestPolicy {
  const toolsets = new Map<string, readonly string[]>();
  const revoked = new Set<string>();
  const listeners = new Set<() => void>();
  let hidden: readonly string[] = [];

  function see(registry: Registry, principal: Principal, toolset: string | undefined): Catalogue | undefined {
    const names = toolset === undefined ? undefined : toolsets.get(toolset);
    if (toolset !== undefined && names === undefined) return undefined;
    const sees = (name: string) => !hidden.includes(name) && (names === undefined || names.includes(name));
    const access = principal.grant?.access;
    const tools = () =>
      registry
        .tools()
        .filter((tool) => sees(tool.listing.name) && (access === undefined || access.includes(tool.access)));
    const prompts = () => registry.prompts().filter(({ name }) => sees(name));
    const resources = () => registry.resources().filter(({ uri }) => sees(uri));
    const templates = () => registry.templates().filter(({ uriTemplate }) => sees(uriTemplate));
    return {
      toolset,
      tools,
      tool: (name) => tools().find(({ listing }) => listing.name === name),
      resources,
      resource: (uri) => resources().find((resource) => resource.uri === uri),
      templates,
      matchTemplate(uri) {
        const match = registry.matchTemplate(uri);
        return match !== undefined && sees(match.template.uriTemplate) ? match : undefined;
      },
      prompts,
      prompt: (name) => prompts().find((prompt) => prompt.name === name),
    };
  }

  return {
    policy(registry) {
      const catalogue: Policy["catalogue"] = (principal, toolset) => see(registry, principal, toolset);
      return {
        ...openPolicy(registry),
        catalogue,
        missingScopes: createMissingScopes(catalogue),
        current: (principal) => (revoked.has(principal.id) ? undefined : principal),
        onChange(listener) {
          listeners.add(listener);
          return () => void listeners.delete(listener);
        },
        ...overrides,
      };
    },
    hide(...names) {
      hidden = names;
      for (const listener of listeners) listener();
    },
    addToolset: (toolset, ...names) => void toolsets.set(toolset, names),
    revoke: (principalId) => void revoked.add(principalId),
    listeners: () => listeners.size,
  };
}
