import type { Principal } from "@mcp-tools/core";

/** Who sent an HTTP request, as authenticated in front of us, and to which endpoint. */
export interface Caller {
  readonly principal: Principal;
  readonly requestId: string;
  /** Of `/mcp/<toolset>` and `/sse/<toolset>`: one that the principal is given. Undefined at the plain endpoints. */
  readonly toolset?: string | undefined;
  /** Network address. */
  readonly address?: string | undefined;
}
