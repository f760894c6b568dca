import {
  ProtocolError,
  ProtocolErrorCode,
  type CallToolResult,
  type ListToolsResult,
  type Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import type { ToolCall } from "@mcp-tools/tools";
import { openDialogue } from "./ask-and-answer.ts";
import type { Exchange, HandlerDeps, ServerUnit } from "./create-server.ts";
import { clientNameOf, envelopeOf } from "./envelope.ts";
import { page } from "./page.ts";
import { traceIdOf } from "./trace-id.ts";

/** `tools/list` and `tools/call`. */
export function addToolHandlers(server: Server, unit: ServerUnit, deps: HandlerDeps): void {
  const { toolbox } = deps;

  server.setRequestHandler("tools/list", async (request) => {
    if (!toolbox.isLoaded) await toolbox.load();
    const { items, nextCursor } = page(toolbox.registry.tools(), request.params?.cursor);
    return {
      tools: items.map((tool) => tool.listing),
      ...(nextCursor !== undefined && { nextCursor }),
    } as unknown as ListToolsResult;
  });

  server.setRequestHandler("tools/call", async (request, ctx) => {
    const { name, arguments: args } = request.params;
    const exchange = unit.exchangeOf(ctx.mcpReq.id);
    const dialogue = openDialogue({
      server,
      ctx,
      exchange,
      params: [name, args],
      principalId: unit.principal.id,
      states: deps.states,
    });
    const answer = await toolbox.callTool({
      tool: name,
      arguments: args,
      principal: exchange?.principal ?? unit.principal,
      transport: unit.transport,
      client: dialogue.client,
      signal: ctx.mcpReq.signal,
      progress: progressOf(ctx),
      sessionId: unit.sessionId,
      requestId: exchange?.requestId,
      ...callerOf(server, ctx, exchange),
    });
    if (answer.kind === "unknown_tool")
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown tool: ${name}`);
    if (answer.kind === "input_required") return dialogue.inputRequired(answer.requests);
    return server.projectCallToolResult(
      answer.result as unknown as CallToolResult,
      toolbox.registry.tool(name)?.listing.outputSchema,
    );
  });
}

function progressOf(ctx: ServerContext): ToolCall["progress"] {
  const progressToken = ctx.mcpReq._meta?.progressToken;
  if (progressToken === undefined) return undefined;
  return (progress, total, message) => {
    const params = {
      progressToken,
      progress,
      ...(total !== undefined && { total }),
      ...(message !== undefined && { message }),
    };
    // The client may be gone: then there is nobody to tell.
    void ctx.mcpReq.notify({ method: "notifications/progress", params }).catch(() => {});
  };
}

function callerOf(
  server: Server,
  ctx: ServerContext,
  exchange: Exchange | undefined,
): Pick<ToolCall, "protocolVersion" | "clientName" | "traceId"> {
  const traceparent = ctx.mcpReq._meta?.["traceparent"] ?? exchange?.traceparent;
  const traceId = typeof traceparent === "string" ? traceIdOf(traceparent) : undefined;
  const envelope = envelopeOf(ctx);
  if (envelope !== undefined)
    return { protocolVersion: envelope.protocolVersion, clientName: envelope.clientName, traceId };
  const info = server.getClientVersion();
  return {
    protocolVersion: server.getNegotiatedProtocolVersion(),
    clientName: info === undefined ? undefined : clientNameOf(info),
    traceId,
  };
}
