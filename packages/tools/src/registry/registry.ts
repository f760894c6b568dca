import type { SchemaMask } from "@mcp-tools/core";
import type {
  Access,
  Pack,
  PromptDefinition,
  ResourceDefinition,
  ResourceTemplateDefinition,
  ToolDefinition,
} from "../define-tool.ts";
import type { JsonSchema } from "../schema.ts";

/** A tool as it stands in `tools/list` (2026-07-28 shape; every part but `name` and `inputSchema` optional). */
export interface ToolListing {
  readonly name: string;
  readonly title?: string;
  readonly description: string;
  readonly inputSchema: JsonSchema;
  readonly outputSchema?: JsonSchema;
  readonly annotations: {
    readonly title?: string;
    readonly readOnlyHint: boolean;
    readonly destructiveHint: boolean;
    readonly idempotentHint: boolean;
    readonly openWorldHint?: boolean;
  };
  readonly icons?: readonly object[];
  readonly _meta?: { readonly [key: string]: unknown };
}

export type Validation =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problems: readonly string[] };

/** A tool made ready once, at registration: nothing here is computed per call. */
export interface RegisteredTool {
  readonly definition: ToolDefinition;
  readonly pack: string;
  readonly access: Access;
  readonly listing: ToolListing;
  /** SHA-256 of what it declares: another digest is another tool to whoever consented to it. */
  readonly digest: string;
  /** Given by a toolset, always: they win over what a caller sends. */
  readonly fixedArguments: Readonly<Record<string, unknown>> | undefined;
  readonly timeoutMs: number;
  validateInput(value: unknown): Validation | Promise<Validation>;
  /** Undefined without an output schema. */
  readonly validateOutput: ((value: unknown) => Validation | Promise<Validation>) | undefined;
  /** Masks what the input schema marks as secret, wherever it stands; undefined where it marks nothing. */
  readonly maskArguments: SchemaMask | undefined;
  /** `Mcp-Param-*` headers that mirror arguments (2026-07-28 `x-mcp-header`). */
  readonly headerParams: readonly {
    readonly header: string;
    readonly path: readonly string[];
    readonly type: "string" | "integer" | "boolean";
  }[];
}

export type ListKind = "tools" | "resources" | "prompts";

/** Every tool, resource and prompt of the loaded packs. Lists are in a stable order: by pack as loaded, then as defined. */
export interface Registry {
  readonly packs: readonly Pack[];
  tools(): readonly RegisteredTool[];
  tool(name: string): RegisteredTool | undefined;
  resources(): readonly ResourceDefinition[];
  resource(uri: string): ResourceDefinition | undefined;
  templates(): readonly ResourceTemplateDefinition[];
  /** The template that a URI fits, with its variables. */
  matchTemplate(
    uri: string,
  ): { template: ResourceTemplateDefinition; variables: Readonly<Record<string, string>> } | undefined;
  prompts(): readonly PromptDefinition[];
  prompt(name: string): PromptDefinition | undefined;
  /**
   * Adds a pack or replaces the one of that name, all of it or nothing.
   * @throws AppError `conflict` when a name is taken by another pack, `invalid_input` when a definition is malformed; names the definition
   */
  setPack(pack: Pack): void;
  removePack(name: string): void;
  /** Called after each change, once per kind of list that changed. Returns the release. */
  onChange(listener: (kind: ListKind) => void): () => void;
}
