import type { Access, ChangeEvent, Logger, MemoryStore, Principal } from "@mcp-tools/core";
import type { ClientFeature, ClientRequest, LogLevel } from "./client-port.ts";
import type { ContentBlock, PromptMessage, ToolResult } from "./content.ts";
import type { AnySchema, Infer } from "./schema.ts";

export type { Access };

/** The stores a tool can declare it needs in `uses`. */
export interface Stores {
  readonly memory: MemoryStore;
}
export type StoreName = keyof Stores;

/** An elicitation form: flat properties of strings, numbers, booleans and enums (2025-11-25 `elicitation/create`). */
export interface Form {
  readonly message: string;
  readonly schema: {
    readonly type: "object";
    readonly properties: Record<string, unknown>;
    readonly required?: readonly string[];
  };
}

export type FormAnswer =
  | { readonly action: "accept"; readonly content: Readonly<Record<string, unknown>> }
  | { readonly action: "decline" | "cancel" };

/** What every tool, resource and prompt is given besides its input. */
export interface RequestContext {
  readonly principal: Principal;
  readonly log: Logger;
  /** Aborts when the caller cancels, goes away (2026-07-28) or the tool's time is up. Pass it on to everything that waits. */
  readonly signal: AbortSignal;
  /** Whether the client can be asked this; asking one that cannot is an error. */
  can(feature: ClientFeature): boolean;
  /** Asks the person at the client to fill in a form. With a 2026-07-28 client `run` starts again once it is answered: ask before you act. */
  ask(form: Form, options?: { key?: string }): Promise<FormAnswer>;
  /** Asks the client's model (`sampling/createMessage`). The same rule as for `ask`. */
  sample(
    params: { readonly [key: string]: unknown },
    options?: { key?: string },
  ): Promise<Readonly<Record<string, unknown>>>;
  /** The client's workspace roots. The same rule as for `ask`. */
  roots(options?: { key?: string }): Promise<readonly { uri: string; name?: string }[]>;
  /** Several of the above in one round; answers under the same keys. */
  request(requests: Readonly<Record<string, ClientRequest>>): Promise<Readonly<Record<string, unknown>>>;
  /** Tells every client that a list or a resource changed. */
  announce(event: ChangeEvent): void;
}

export interface ToolContext<Uses extends StoreName = never> extends RequestContext {
  /** The stores named in `uses`. */
  readonly stores: Pick<Stores, Uses>;
  /** The secrets named in `credentials`, the caller's own before shared ones. They are masked in whatever leaves. */
  readonly credentials: Readonly<Record<string, string>>;
  /** Reports progress where the client asked for it; costs nothing where it did not. */
  progress(done: number, total?: number, message?: string): void;
  /** A log line for the client (`notifications/message`), not for our log. */
  logToClient(level: LogLevel, data: unknown): void;
  /** See {@link ClientPort.releaseStream}. */
  releaseStream(): void;
  /**
   * Asks the rules about arguments that the call did not come with and leads to all the same, a redirect for one. `input` as
   * validation would leave it. What they would ask somebody about is refused, too: nobody was asked about this.
   * @throws AppError `forbidden` with the reason
   */
  authorize(input: object): void;
}

/** Text, structured content (mirrored as JSON text), or MCP content blocks. */
export type ToolReturn<Out> =
  | string
  | Out
  | { content: readonly ContentBlock[]; structuredContent?: unknown; isError?: boolean }
  | ToolResult;

export interface ToolDefinition<
  In extends AnySchema = AnySchema,
  Out extends AnySchema = AnySchema,
  Uses extends StoreName = StoreName,
> {
  /** 1–128 of `A–Z a–z 0–9 _ - .` (SEP-986). */
  readonly name: string;
  readonly title?: string;
  /** For the model: what it does, when to use it, what comes back. */
  readonly description: string;
  readonly access: Access;
  /** An object schema; left out for a tool without arguments. */
  readonly input?: In;
  readonly output?: Out;
  /** Overrides of what `access` implies, and `openWorldHint`. */
  readonly annotations?: {
    readonly readOnlyHint?: boolean;
    readonly destructiveHint?: boolean;
    readonly idempotentHint?: boolean;
    readonly openWorldHint?: boolean;
  };
  readonly icons?: readonly { src: string; mimeType?: string; sizes?: string[] }[];
  /** Milliseconds until the call is given up; 60,000 unless told. */
  readonly timeoutMs?: number;
  /** Stores to receive in `ctx.stores`. */
  readonly uses?: readonly Uses[];
  /** Names of secrets to receive in `ctx.credentials`; without them the call is refused. */
  readonly credentials?: readonly string[];
  readonly _meta?: { readonly [key: string]: unknown };
  run(input: Infer<In>, ctx: ToolContext<Uses>): ToolReturn<Infer<Out>> | Promise<ToolReturn<Infer<Out>>>;
}

/** Text, bytes, or contents spelled out. */
export type ResourceReturn =
  | string
  | Uint8Array
  | { readonly contents: readonly ({ uri?: string; mimeType?: string } & ({ text: string } | { blob: string }))[] };

export interface ResourceDefinition {
  readonly uri: string;
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly mimeType?: string;
  read(ctx: RequestContext): ResourceReturn | Promise<ResourceReturn>;
}

export type Completer = (
  value: string,
  others: Readonly<Record<string, string>>,
  ctx: Pick<RequestContext, "principal" | "signal">,
) => readonly string[] | Promise<readonly string[]>;

export interface ResourceTemplateDefinition {
  /** RFC 6570 level 1: `notes://{id}`. */
  readonly uriTemplate: string;
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly mimeType?: string;
  /** In every catalogue, whatever the toolset: for what decides by itself who may read it. */
  readonly always?: boolean;
  /** Completions for a variable. */
  readonly complete?: Readonly<Record<string, Completer>>;
  /** Undefined when there is no such resource. */
  read(
    variables: Readonly<Record<string, string>>,
    ctx: RequestContext & { readonly uri: string },
  ): ResourceReturn | undefined | Promise<ResourceReturn | undefined>;
}

export interface PromptDefinition {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly arguments?: readonly {
    readonly name: string;
    readonly title?: string;
    readonly description?: string;
    readonly required?: boolean;
    readonly complete?: Completer;
  }[];
  /** One user message, or messages spelled out. */
  messages(
    args: Readonly<Record<string, string>>,
    ctx: RequestContext,
  ): string | readonly PromptMessage[] | Promise<string | readonly PromptMessage[]>;
}

/** Anything a module may export, alone or in an array. */
export type Definition = ToolDefinition | ResourceDefinition | ResourceTemplateDefinition | PromptDefinition;

/** A folder of tools that belong together; what is switched on and off as one. */
export interface Pack {
  /** Lower case, unique: `memory`. */
  readonly name: string;
  /** One line for people. */
  readonly description: string;
  readonly definitions: readonly Definition[];
}

/** Types a tool; returns its argument. */
export function defineTool<
  const In extends AnySchema,
  const Out extends AnySchema,
  const Uses extends StoreName = never,
>(tool: ToolDefinition<In, Out, Uses>): ToolDefinition<In, Out, Uses> {
  return tool;
}

/** Types a resource; returns its argument. */
export function defineResource(resource: ResourceDefinition): ResourceDefinition {
  return resource;
}

/** Types a resource template; returns its argument. */
export function defineResourceTemplate(template: ResourceTemplateDefinition): ResourceTemplateDefinition {
  return template;
}

/** Types a prompt; returns its argument. */
export function definePrompt(prompt: PromptDefinition): PromptDefinition {
  return prompt;
}

/** Types a pack; returns its argument. */
export function definePack(pack: Pack): Pack {
  return pack;
}
