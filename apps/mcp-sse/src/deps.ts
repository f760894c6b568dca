import type { HttpRequest, Logger, Tracing } from "@mcp-tools/core";
import type { Authenticator } from "@mcp-tools/governance";
import type { McpHttp } from "@mcp-tools/mcp";
import type { ClientAddress, FloodGuard, Metrics, Platform, RequestLog } from "@mcp-tools/platform";

/** The part of the policy that knows the toolsets. */
export type ToolsetPolicy = Pick<Platform["toolbox"]["policy"], "isLoaded" | "load" | "catalogue">;

/** What the MCP routes need, and nothing more. */
export interface McpRouteDeps {
  readonly mcp: McpHttp;
  readonly authenticate: Authenticator["authenticate"];
  readonly policy: ToolsetPolicy;
  readonly isAllowedHost: (host: string | undefined) => boolean;
  readonly isAllowedOrigin: (origin: string | undefined) => boolean;
  readonly clientAddress: (req: Pick<HttpRequest, "headers" | "socket">) => ClientAddress;
  readonly floodGuard: FloodGuard;
  readonly logger: Logger;
  readonly logRequest: RequestLog;
  readonly metrics: Pick<Metrics, "httpEnded">;
  /** Absent where nobody collects traces. */
  readonly tracing?: Pick<Tracing, "request"> | undefined;
}
