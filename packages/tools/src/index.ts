export * from "./define-tool.ts";
export type { ToolCall, CallAnswer } from "./call/tool-call.ts";
export type { Toolbox } from "./toolbox.ts";
export type { Registry, RegisteredTool, ListKind, ToolListing, Validation } from "./registry/registry.ts";
export { InputRequired, silentClient, type ClientFeature, type ClientPort, type ClientRequest, type LogLevel } from "./client-port.ts";
export type { ContentBlock, PromptMessage, ResourceContents, ToolResult } from "./content.ts";
export type { AnySchema, Infer, JsonSchema, StandardSchema } from "./schema.ts";
