import type { Logger, StreamClaim, HttpRequest } from "@mcp-tools/core";
import type { Catalogue } from "@mcp-tools/tools";
import { isJSONRPCRequest, type JSONRPCMessage, type JSONRPCRequest } from "@modelcontextprotocol/server";
import type { Caller } from "../http/caller.ts";
import { parseCallParams } from "../server/call-params.ts";
import { idempotencyKeyOf } from "../server/idempotency-key.ts";
import { createInOrder } from "./in-order.ts";
import type { LegacySession, Outlet } from "./legacy-session.ts";

/**
 * A call that another process may run from its beginning, should this one die: its tool changes nothing, or nothing more the
 * second time, or its idempotency key says what became of the first.
 */
export function repeatableCall(body: unknown, catalogue: Catalogue): string | undefined {
  if (!isJSONRPCRequest(body) || body.method !== "tools/call") return undefined;
  const params = parseCallParams(body.params);
  if (typeof params === "string") return undefined;
  const annotations = catalogue.tool(params.name)?.listing.annotations;
  const isRepeatable =
    annotations?.readOnlyHint === true ||
    annotations?.idempotentHint === true ||
    idempotencyKeyOf(params._meta) !== undefined;
  return isRepeatable ? JSON.stringify(body) : undefined;
}

export interface RunAgainParts {
  readonly claim: StreamClaim;
  /** The client's request for the rest of the stream: it is who calls now. */
  readonly exchange: { readonly req: HttpRequest; readonly caller: Caller };
  readonly streamId: string;
  /** See `PostExchangeParts`. */
  readonly unsaid: Set<string>;
  readonly logger: Logger;
}

/** Runs the call of a process that died, for the client that waits for its answer here. */
export function runAgain(session: LegacySession, work: string, parts: RunAgainParts): void {
  const { claim, exchange, streamId, unsaid, logger } = parts;
  const { req, caller } = exchange;
  const request = JSON.parse(work) as JSONRPCRequest;
  logger.warn({ sessionId: session.id, call: request.id }, "a call of a process that was lost is run again");
  const steps = createInOrder((err) => {
    logger.error({ err, sessionId: session.id }, "stream event lost");
    claim.abandon();
  });
  const settle = () => steps.whenDone(() => unsaid.delete(streamId));
  const append = (message: JSONRPCMessage) => steps.add(() => claim.append(JSON.stringify(message)));
  const outlet: Outlet = {
    requestId: caller.requestId,
    principal: caller.principal,
    traceparent: req.headers["traceparent"] as string | undefined,
    address: caller.address,
    push: append,
    finish(message) {
      steps.add(() => claim.finish(JSON.stringify(message)));
      settle();
    },
    drop() {
      steps.add(() => claim.end());
      settle();
    },
  };
  unsaid.add(streamId);
  session.deliver(request, outlet, caller.principal);
}
