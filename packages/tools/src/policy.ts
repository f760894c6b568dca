import type { Effect, LimitClaim, OutputBudget, Principal } from "@mcp-tools/core";
import type { PromptDefinition, ResourceDefinition, ResourceTemplateDefinition } from "./define-tool.ts";
import type { RegisteredTool, Registry } from "./registry/registry.ts";

/**
 * What one principal can see through one endpoint: the registry, less what is hidden, with the names, descriptions and
 * fixed arguments that toolsets and the owner give. What is not in it cannot be called, read or completed.
 */
export interface Catalogue {
  /** The toolset of the endpoint; undefined at `/mcp`, `/sse`, stdio. */
  readonly toolset: string | undefined;
  /** In the registry's order. */
  tools(): readonly RegisteredTool[];
  /** By the name that this principal sees. */
  tool(name: string): RegisteredTool | undefined;
  resources(): readonly ResourceDefinition[];
  resource(uri: string): ResourceDefinition | undefined;
  /** Those of the toolset, and all that say `always`. */
  templates(): readonly ResourceTemplateDefinition[];
  matchTemplate(uri: string): ReturnType<Registry["matchTemplate"]>;
  prompts(): readonly PromptDefinition[];
  prompt(name: string): PromptDefinition | undefined;
}

/** What holds for one call. */
export interface Decision {
  readonly effect: Effect;
  /** For the caller or whoever is asked; says which rule, in words. */
  readonly reason: string;
  /** Undefined: the default for the tool's access. */
  readonly ruleId?: string | undefined;
}

/** Who may see and do what. One function stands behind every list, call, read and page. */
export interface Policy {
  /** Of the document that decides now; 0 before the first change. */
  readonly version: number;
  /** Reads it where that has not happened yet. @throws AppError `unavailable`: without a policy nothing is served */
  load(): Promise<void>;
  readonly isLoaded: boolean;
  /** Undefined when there is no such toolset for this principal. */
  catalogue(principal: Principal, toolset?: string): Catalogue | undefined;
  /**
   * Whether the tool may be called. Without `input` the question is whether it is visible at all: then `refuse` means
   * that no arguments would be allowed. `input` are the arguments after validation.
   */
  decide(call: DecideCall): Decision;
  /**
   * All the scopes to ask for, where nothing but the access of its token keeps a tool from an `oauth` principal.
   * Undefined where asking would not help, and for every other kind. See `createMissingScopes`.
   */
  missingScopes(principal: Principal, tool: string, toolset?: string): readonly string[] | undefined;
  /** Own names of the tools that toolsets give this name, whoever may see them. */
  ownNames(name: string): readonly string[];
  /** The principal as it is now: a key may see less than it did. Undefined where its credential was revoked, or has expired. */
  current(principal: Principal): Principal | undefined;
  /** What a call counts against; empty for most. */
  limits(principal: Principal, tool: RegisteredTool): readonly LimitClaim[];
  /** The smallest budget that applies; its parts are undefined where nothing does. */
  output(principal: Principal, tool: RegisteredTool): OutputBudget;
  /** How long an idempotency key and its result are kept. */
  readonly idempotencyKeepMs: number;
  /** After each change that may show in a list. Returns the release. */
  onChange(listener: () => void): () => void;
}

export interface DecideCall {
  readonly principal: Principal;
  readonly tool: RegisteredTool;
  readonly toolset?: string | undefined;
  readonly input?: unknown;
}

const ALLOW: Decision = Object.freeze({ effect: "allow", reason: "" });
const NO_CLAIMS: readonly LimitClaim[] = Object.freeze([]);
const NO_BUDGET: OutputBudget = Object.freeze({});

/** Everyone may see and call everything; there are no toolsets. For tests, and for what never serves anyone. */
export function openPolicy(registry: Registry): Policy {
  const all: Catalogue = {
    toolset: undefined,
    tools: registry.tools,
    tool: registry.tool,
    resources: registry.resources,
    resource: registry.resource,
    templates: registry.templates,
    matchTemplate: registry.matchTemplate,
    prompts: registry.prompts,
    prompt: registry.prompt,
  };
  return {
    version: 0,
    load: () => Promise.resolve(),
    isLoaded: true,
    catalogue: (_principal, toolset) => (toolset === undefined ? all : undefined),
    decide: () => ALLOW,
    missingScopes: () => undefined,
    ownNames: () => [],
    current: (principal) => principal,
    limits: () => NO_CLAIMS,
    output: () => NO_BUDGET,
    idempotencyKeepMs: 86_400_000,
    onChange: () => () => {},
  };
}
