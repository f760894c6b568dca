export { defineTool, definePack, definePrompt, defineResource, defineResourceTemplate } from "./define-tool.ts";
export type {
  Access,
  Completer,
  Definition,
  Form,
  FormAnswer,
  Pack,
  PromptDefinition,
  RequestContext,
  ResourceDefinition,
  ResourceReturn,
  ResourceTemplateDefinition,
  StoreName,
  Stores,
  ToolContext,
  ToolDefinition,
  ToolReturn,
} from "./define-tool.ts";
export { createToolbox, type ToolboxDeps } from "./create-toolbox.ts";
export { createRegistry } from "./registry/create-registry.ts";
export { createRequestContext } from "./call/request-context.ts";
export { openPolicy, type Catalogue, type DecideCall, type Decision, type Policy } from "./policy.ts";
export type { Approver, CallPorts, Claim, Consent, CredentialSource, Deduper, ResultKeeper } from "./call/ports.ts";
export type { RunningCall } from "./call/stage.ts";
export { checkFixedArguments, overrideTool, type ToolOverride } from "./registry/override-tool.ts";
export { validatedSchema } from "./registry/validated-schema.ts";
export { createMissingScopes, scopeOf } from "./missing-scopes.ts";
export { loadPacks, type PackOptions } from "./load/load-packs.ts";
export { findUnusableRoots, type UnusableRoot } from "./load/find-unusable-roots.ts";
export { loadToolsDir, TOOLS_DIR_PACK, type ToolFileFailure } from "./load/load-tools-dir.ts";
export { watchToolsDir } from "./load/watch-tools-dir.ts";
export type { Read, ReadAnswer, ReadRequest } from "./call/record-read.ts";
export type { CallAnswer, ToolCall } from "./call/tool-call.ts";
export type { Toolbox } from "./toolbox.ts";
export type { ListKind, RegisteredTool, Registry, ToolListing, Validation } from "./registry/registry.ts";
export {
  InputRequired,
  silentClient,
  type ClientEra,
  type ClientFeature,
  type ClientPort,
  type ClientRequest,
  type LogLevel,
} from "./client-port.ts";
export type { ContentBlock, PromptMessage, ResourceContents, ToolResult } from "./content.ts";
export type { AnySchema, Infer, JsonSchema, StandardSchema } from "./schema.ts";
export { cuttableJson } from "./call/output/cuttable-json.ts";
export { isSameJson } from "./call/output/is-same-json.ts";
export { argumentsForRecord } from "./call/arguments-for-record.ts";
