import { AppError, localPrincipal, silentLogger } from "@mcp-tools/core";
import type { ContentBlock, ToolResult } from "../content.ts";
import type { Pack, StoreName, Stores, ToolContext, ToolDefinition } from "../define-tool.ts";
import { isStandardSchema, type AnySchema } from "../schema.ts";

export interface TestCall {
  readonly signal?: AbortSignal;
  readonly stores?: Partial<Stores>;
  readonly space?: string;
  /** Default: everything is allowed. */
  readonly authorize?: ToolContext["authorize"];
}

/** The tools of a pack, called as the call path would: input validated, what is returned checked against the output schema. */
export function toolsOf(pack: Pack): (name: string, input: unknown, call?: TestCall) => Promise<ToolResult> {
  return async (name, input, call = {}) => {
    const tool = pack.definitions.find(
      (definition): definition is ToolDefinition => "run" in definition && definition.name === name,
    );
    if (tool === undefined) throw new Error(`No tool ${name} in the pack ${pack.name}`);
    const result = toResult(await tool.run(await validate(tool.input, input), createTestContext(call)));
    if (tool.output !== undefined) await validate(tool.output, result.structuredContent);
    return result;
  };
}

/** The text of a result's first block. */
export function textOf(result: ToolResult): string {
  const block: ContentBlock | undefined = result.content[0];
  if (block?.type !== "text") throw new Error("The result does not start with text");
  return block.text;
}

function createTestContext({
  signal = new AbortController().signal,
  stores = {},
  space = localPrincipal.space,
  authorize = () => {},
}: TestCall): ToolContext<StoreName> {
  const refuse = () => Promise.reject(new Error("not in this test"));
  return {
    principal: { ...localPrincipal, space },
    log: silentLogger,
    signal,
    stores: stores as Stores,
    credentials: {},
    can: () => false,
    ask: refuse,
    sample: refuse,
    roots: refuse,
    request: refuse,
    announce() {},
    progress() {},
    logToClient() {},
    releaseStream() {},
    authorize,
  };
}

async function validate(schema: AnySchema | undefined, value: unknown): Promise<unknown> {
  if (!isStandardSchema(schema)) return value;
  const checked = await schema["~standard"].validate(value);
  if (checked.issues !== undefined)
    throw new AppError("invalid_input", checked.issues.map((issue) => issue.message).join("; "), {
      detail: checked.issues,
    });
  return checked.value;
}

function toResult(returned: unknown): ToolResult {
  if (typeof returned === "string") return { content: [{ type: "text", text: returned }] };
  if (typeof returned === "object" && returned !== null && "content" in returned && Array.isArray(returned.content))
    return returned as unknown as ToolResult;
  return { content: [{ type: "text", text: JSON.stringify(returned) }], structuredContent: returned };
}
