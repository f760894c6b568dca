import type { Principal } from "@mcp-tools/core";

/** Who sent an HTTP request, as authenticated in front of us. */
export interface Caller {
  readonly principal: Principal;
  readonly requestId: string;
  readonly address?: string | undefined;
}
