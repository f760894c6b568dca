import { AppError, type Logger } from "@mcp-tools/core";
import type { RequestContext, StoreName, Stores, ToolContext } from "../define-tool.ts";
import type { Policy } from "../policy.ts";
import type { RegisteredTool } from "../registry/registry.ts";
import { maskClient, maskLogger } from "./credentials/mask-context.ts";
import { createRequestContext } from "./request-context.ts";
import type { RunningCall } from "./stage.ts";

export interface ContextDeps {
  readonly policy: Policy;
  readonly stores: Stores;
  readonly logger: Logger;
  readonly announce: RequestContext["announce"];
}

const NO_STORES = Object.freeze({});
const NO_CREDENTIALS: Readonly<Record<string, string>> = Object.freeze({});

/** What a tool's `run` is given. In whatever it says through this, the secrets that it was given are masked. */
export function createToolContext(
  call: RunningCall,
  tool: RegisteredTool,
  signal: AbortSignal,
  deps: ContextDeps,
): ToolContext<StoreName> {
  const { progress, principal } = call.request;
  const { secrets } = call;
  const mask = secrets?.mask;
  const client = mask === undefined ? call.request.client : maskClient(call.request.client, mask);
  const context = createRequestContext({
    principal,
    client,
    signal,
    announce: mask === undefined ? deps.announce : (event) => deps.announce(mask(event)),
    log: () => {
      const logger = deps.logger.child({
        tool: tool.listing.name,
        callId: call.id,
        traceId: call.request.traceId,
        origin: "tool",
      });
      return mask === undefined ? logger : maskLogger(logger, mask);
    },
  });
  return Object.assign(context, {
    stores: storesFor(tool, deps.stores),
    credentials: secrets?.values ?? NO_CREDENTIALS,
    progress: (done: number, total?: number, message?: string) =>
      progress?.(done, total, mask === undefined ? message : mask(message)),
    logToClient: (level: Parameters<typeof client.log>[0], data: unknown) => client.log(level, data),
    releaseStream: () => client.releaseStream(),
    authorize: (input: object) => authorizeAlso(deps.policy, call, tool, input),
  });
}

/** @throws AppError `forbidden` */
function authorizeAlso(policy: Policy, { request }: RunningCall, tool: RegisteredTool, input: object): void {
  const { principal, toolset } = request;
  const { effect, reason } = policy.decide({ principal, tool, toolset, input });
  if (effect === "refuse") throw new AppError("forbidden", `Not allowed: ${reason}`);
  if (effect === "ask")
    throw new AppError("forbidden", `Not allowed without approval, which a call of its own can ask for: ${reason}`);
}

function storesFor(tool: RegisteredTool, stores: Stores): Stores {
  const { uses } = tool.definition;
  if (uses === undefined || uses.length === 0) return NO_STORES as Stores;
  return Object.fromEntries(uses.map((name) => [name, stores[name]])) as unknown as Stores;
}
