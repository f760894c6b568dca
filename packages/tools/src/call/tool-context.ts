import type { Logger } from "@mcp-tools/core";
import type { RequestContext, StoreName, Stores, ToolContext } from "../define-tool.ts";
import type { RegisteredTool } from "../registry/registry.ts";
import { createRequestContext } from "./request-context.ts";
import type { RunningCall } from "./stage.ts";

export interface ContextDeps {
  readonly stores: Stores;
  readonly logger: Logger;
  readonly announce: RequestContext["announce"];
}

const NO_STORES = Object.freeze({});
const NO_CREDENTIALS: Readonly<Record<string, string>> = Object.freeze({});

/** What a tool's `run` is given. */
export function createToolContext(
  call: RunningCall,
  tool: RegisteredTool,
  signal: AbortSignal,
  deps: ContextDeps,
): ToolContext<StoreName> {
  const { client, progress } = call.request;
  const context = createRequestContext({
    principal: call.request.principal,
    client,
    signal,
    announce: deps.announce,
    log: () => deps.logger.child({ tool: tool.listing.name, callId: call.id }),
  });
  return Object.assign(context, {
    stores: storesFor(tool, deps.stores),
    credentials: NO_CREDENTIALS,
    progress: (done: number, total?: number, message?: string) => progress?.(done, total, message),
    logToClient: (level: Parameters<typeof client.log>[0], data: unknown) => client.log(level, data),
    releaseStream: () => client.releaseStream(),
  });
}

function storesFor(tool: RegisteredTool, stores: Stores): Stores {
  const { uses } = tool.definition;
  if (uses === undefined || uses.length === 0) return NO_STORES as Stores;
  return Object.fromEntries(uses.map((name) => [name, stores[name]])) as unknown as Stores;
}
