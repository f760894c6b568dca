import type { Principal } from "@mcp-tools/core";

/** What the shared middleware puts into a Hono context. */
export interface HttpEnv {
  Variables: {
    requestId: string;
    /** Where traces are collected. */
    traceId?: string;
    /** Set by whatever authenticates. */
    principal?: Principal;
  };
}
