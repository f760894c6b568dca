import type { Logger } from "@mcp-tools/core";
import type { McpHttp } from "@mcp-tools/mcp";
import type { Metrics, Platform } from "@mcp-tools/platform";
import type { Authenticate } from "./authenticate.ts";

/** The part of the policy that knows the toolsets. */
export type ToolsetPolicy = Pick<Platform["toolbox"]["policy"], "isLoaded" | "load" | "catalogue">;

/** What the MCP routes need, and nothing more. */
export interface McpRouteDeps {
  readonly mcp: McpHttp;
  readonly authenticate: Authenticate;
  readonly policy: ToolsetPolicy;
  readonly isAllowedHost: (host: string | undefined) => boolean;
  readonly isAllowedOrigin: (origin: string | undefined) => boolean;
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, "httpEnded">;
}
