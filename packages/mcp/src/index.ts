export { createMcpHttp, type McpHttp } from "./mcp-http.ts";
export { serveMcpStdio, type McpStdio, type StdioStreams } from "./stdio/serve-stdio.ts";
export { answerError, Codes } from "./http/answer.ts";
export type { Caller } from "./http/caller.ts";
export type { McpDeps, McpHttpDeps } from "./mcp-deps.ts";
