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
import { callerOf } from "./caller-of.ts";
import { catalogueOf } from "./catalogue-of.ts";
import type { HandlerDeps, ServerUnit } from "./create-server.ts";
import { idempotencyKeyOf, idempotencyKeyProblem } from "./idempotency-key.ts";
import { page } from "./page.ts";
import { principalOf } from "./principal-of.ts";
import { projectBlock } from "./project-block.ts";

/** `tools/list` and `tools/call`. */
export function addToolHandlers(server: Server, unit: ServerUnit, deps: HandlerDeps): void {
  const { toolbox } = deps;

  server.setRequestHandler("tools/list", async (request, ctx) => {
    const catalogue = await catalogueOf(toolbox, principalOf(unit, ctx.mcpReq.id), unit.toolset);
    const { items, nextCursor } = page(catalogue.tools(), request.params?.cursor);
    return {
      tools: items.map((tool) => tool.listing),
      ...(nextCursor !== undefined && { nextCursor }),
    } as unknown as ListToolsResult;
  });

  server.setRequestHandler("tools/call", async (request, ctx) => {
    const { name, arguments: args } = request.params;
    const meta = ctx.mcpReq._meta;
    const problem = idempotencyKeyProblem(meta);
    if (problem !== undefined) throw new ProtocolError(ProtocolErrorCode.InvalidParams, problem);
    const caller = callerOf(server, unit, ctx);
    const dialogue = openDialogue({ server, ctx, unit, params: [name, args], states: deps.states });
    const answer = await toolbox.callTool({
      ...caller,
      tool: name,
      arguments: args,
      client: dialogue.client,
      progress: progressOf(ctx),
      idempotencyKey: idempotencyKeyOf(meta),
    });
    if (answer.kind === "unknown_tool")
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown tool: ${name}`);
    if (answer.kind === "input_required") return dialogue.inputRequired(answer.requests);
    const content = answer.result.content.map((block) => projectBlock(block, caller.protocolVersion));
    return server.projectCallToolResult(
      { ...answer.result, content } as unknown as CallToolResult,
      toolbox.catalogue(caller.principal, unit.toolset).tool(name)?.listing.outputSchema,
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
