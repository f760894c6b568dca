import type { ToolCall } from "@mcp-tools/tools";
import type { Server, ServerContext } from "@modelcontextprotocol/server";
import type { ServerUnit } from "./create-server.ts";
import { clientNameOf, envelopeOf } from "./envelope.ts";
import { traceIdOf } from "./trace-id.ts";

/** What every call and reading says of its caller, whatever its era. */
export type CallerPart = Pick<
  ToolCall,
  | "principal"
  | "transport"
  | "signal"
  | "protocolVersion"
  | "clientName"
  | "sessionId"
  | "toolset"
  | "address"
  | "requestId"
  | "traceId"
  | "meta"
>;

export function callerOf(server: Server, unit: ServerUnit, ctx: ServerContext): CallerPart {
  const exchange = unit.exchangeOf(ctx.mcpReq.id);
  const traceparent = ctx.mcpReq._meta?.["traceparent"] ?? exchange?.traceparent;
  const envelope = envelopeOf(ctx);
  const info = envelope === undefined ? server.getClientVersion() : undefined;
  return {
    principal: exchange?.principal ?? unit.principal,
    transport: unit.transport,
    signal: ctx.mcpReq.signal,
    protocolVersion: envelope?.protocolVersion ?? server.getNegotiatedProtocolVersion(),
    clientName: info === undefined ? envelope?.clientName : clientNameOf(info),
    sessionId: unit.sessionId,
    toolset: unit.toolset,
    address: exchange?.address,
    requestId: exchange?.requestId,
    traceId: typeof traceparent === "string" ? traceIdOf(traceparent) : undefined,
    meta: ctx.mcpReq._meta,
  };
}
