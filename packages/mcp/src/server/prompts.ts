import { InputRequired, type PromptDefinition } from "@mcp-tools/tools";
import {
  ProtocolError,
  ProtocolErrorCode,
  type GetPromptResult,
  type ListPromptsResult,
  type Server,
} from "@modelcontextprotocol/server";
import { openDialogue } from "./ask-and-answer.ts";
import type { HandlerDeps, ServerUnit } from "./create-server.ts";
import { page } from "./page.ts";
import { contextOf } from "./resources.ts";

/** `prompts/*`. */
export function addPromptHandlers(server: Server, unit: ServerUnit, deps: HandlerDeps): void {
  const { toolbox } = deps;

  server.setRequestHandler("prompts/list", async (request) => {
    await toolbox.load();
    const { items, nextCursor } = page(toolbox.registry.prompts(), request.params?.cursor);
    return { prompts: items.map(toListing), ...(nextCursor !== undefined && { nextCursor }) } as ListPromptsResult;
  });

  server.setRequestHandler("prompts/get", async (request, ctx) => {
    await toolbox.load();
    const { name, arguments: args = {} } = request.params;
    const prompt = toolbox.registry.prompt(name);
    if (prompt === undefined) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown prompt: ${name}`);
    const missing = (prompt.arguments ?? []).filter(
      (argument) => argument.required === true && args[argument.name] === undefined,
    );
    if (missing.length > 0) {
      throw new ProtocolError(
        ProtocolErrorCode.InvalidParams,
        `Missing arguments of the prompt ${name}: ${missing.map((argument) => argument.name).join(", ")}`,
      );
    }
    const dialogue = openDialogue({
      server,
      ctx,
      exchange: unit.exchangeOf(ctx.mcpReq.id),
      params: [name, args],
      principalId: unit.principal.id,
      states: deps.states,
    });
    try {
      const messages = await prompt.messages(args, contextOf(unit, ctx, dialogue, deps));
      return {
        ...(prompt.description !== undefined && { description: prompt.description }),
        messages:
          typeof messages === "string" ? [{ role: "user", content: { type: "text", text: messages } }] : messages,
      } as GetPromptResult;
    } catch (error) {
      if (error instanceof InputRequired) return dialogue.inputRequired(error.requests);
      throw error;
    }
  });
}

function toListing({ messages: _, arguments: args, ...listing }: PromptDefinition): object {
  return args === undefined
    ? listing
    : { ...listing, arguments: args.map(({ complete: __, ...argument }) => argument) };
}
