import { InputRequired, type PromptDefinition, type PromptMessage, type ReadAnswer } from "@mcp-tools/tools";
import {
  ProtocolError,
  ProtocolErrorCode,
  type GetPromptResult,
  type ListPromptsResult,
  type Server,
} from "@modelcontextprotocol/server";
import { openDialogue } from "./ask-and-answer.ts";
import { callerOf } from "./caller-of.ts";
import { catalogueOf } from "./catalogue-of.ts";
import type { HandlerDeps, ServerUnit } from "./create-server.ts";
import { page } from "./page.ts";
import { principalOf } from "./principal-of.ts";
import { projectBlock } from "./project-block.ts";
import { contextOf } from "./resources.ts";

/** `prompts/*`. */
export function addPromptHandlers(server: Server, unit: ServerUnit, deps: HandlerDeps): void {
  const { toolbox } = deps;

  server.setRequestHandler("prompts/list", async (request, ctx) => {
    const catalogue = await catalogueOf(toolbox, principalOf(unit, ctx.mcpReq.id), unit.toolset);
    const { items, nextCursor } = page(catalogue.prompts(), request.params?.cursor);
    return { prompts: items.map(toListing), ...(nextCursor !== undefined && { nextCursor }) } as ListPromptsResult;
  });

  server.setRequestHandler("prompts/get", async (request, ctx) => {
    const { name, arguments: args = {} } = request.params;
    const caller = callerOf(server, unit, ctx);
    const prompt = (await catalogueOf(toolbox, caller.principal, unit.toolset)).prompt(name);
    const dialogue = openDialogue({ server, ctx, unit, params: [name, args], states: deps.states });
    try {
      return await toolbox.recordRead(
        { ...caller, action: "prompts/get", target: name, arguments: args },
        async (signal) => {
          if (prompt === undefined) return refused(`Unknown prompt: ${name}`);
          const missing = missingArguments(prompt, args);
          if (missing.length > 0) return refused(`Missing arguments of the prompt ${name}: ${missing.join(", ")}`);
          const context = contextOf({ ...caller, signal }, { ctx, client: dialogue.client, deps });
          return toAnswer(prompt, await prompt.messages(args, context), caller.protocolVersion);
        },
      );
    } catch (error) {
      if (error instanceof InputRequired) return dialogue.inputRequired(error.requests);
      throw error;
    }
  });
}

function refused(problem: string): ReadAnswer<GetPromptResult> {
  return { kind: "refused", error: new ProtocolError(ProtocolErrorCode.InvalidParams, problem) };
}

function missingArguments(prompt: PromptDefinition, args: Readonly<Record<string, string>>): string[] {
  return (prompt.arguments ?? [])
    .filter(({ name, required }) => required === true && args[name] === undefined)
    .map(({ name }) => name);
}

function toAnswer(
  { description }: PromptDefinition,
  said: string | readonly PromptMessage[],
  version: string | undefined,
): ReadAnswer<GetPromptResult> {
  const messages =
    typeof said === "string"
      ? [{ role: "user", content: { type: "text", text: said } }]
      : said.map((message) => ({ ...message, content: projectBlock(message.content, version) }));
  const value = { ...(description !== undefined && { description }), messages } as GetPromptResult;
  return { kind: "read", value, bytes: Buffer.byteLength(JSON.stringify(messages)) };
}

function toListing({ messages: _, arguments: args, ...listing }: PromptDefinition): object {
  return args === undefined
    ? listing
    : { ...listing, arguments: args.map(({ complete: __, ...argument }) => argument) };
}
