import { andThen, type Logger } from "@mcp-tools/core";
import type { ContentBlock, ToolResult } from "../content.ts";
import type { Policy } from "../policy.ts";
import { toolOf } from "./find.ts";
import { isToolResult } from "./is-tool-result.ts";
import { cutResult } from "./output/cut-result.ts";
import type { Room } from "./output/fit-beginning.ts";
import { byteLength, resultTokens, toJson } from "./output/measure-result.ts";
import type { ResultKeeper } from "./ports.ts";
import type { Ran, Run } from "./run.ts";
import { type Answering, endWith, type Next, type RunningCall } from "./stage.ts";
import type { CallAnswer } from "./tool-call.ts";

export interface FitDeps {
  readonly policy: Pick<Policy, "output">;
  /** Of every result, whatever the policy says. */
  readonly resultBytesMax: number;
  readonly results: ResultKeeper | undefined;
  readonly logger: Logger;
}

/** In a cut result's `_meta`: the whole one's bytes and tokens (estimated), and where it is kept. */
const TRUNCATED = "mcp-tools/truncated";

/** What `run` returned, as an MCP result that keeps to the output schema and to what may be sent. The notice of a cut comes on top. */
export function fit(deps: FitDeps, run: Run): Next {
  const { policy, resultBytesMax } = deps;
  const measure = (call: RunningCall, ran: Ran, fitted: CallAnswer): Answering => {
    if (fitted.kind !== "result") return fitted;
    const { result } = fitted;
    const isMirrored = ran.kind === "returned" && !isToolResult(ran.value);
    const bytes = byteLength(result, isMirrored);
    call.resultBytes = bytes;
    const budget = policy.output(call.request.principal, toolOf(call));
    const bytesMax = Math.min(budget.bytes ?? resultBytesMax, resultBytesMax);
    const tokensMax = budget.tokens;
    // A text has no more tokens than bytes: most results need no estimate.
    const fits =
      bytes <= bytesMax &&
      (tokensMax === undefined || bytes <= tokensMax || resultTokens(result, isMirrored) <= tokensMax);
    if (fits) return fitted;
    const tokens = resultTokens(result, isMirrored);
    return cut(call, result, { room: { bytes: bytesMax, tokens: tokensMax }, bytes, tokens }, deps).then((sent) => {
      call.resultBytes = byteLength(sent, false);
      return { kind: "result", result: sent };
    });
  };
  return (call) =>
    andThen(run(call), (ran) =>
      andThen(ran.kind === "returned" ? toResult(call, ran.value) : ran, (fitted) => measure(call, ran, fitted)),
    );
}

/**
 * A string is text, an object with `content` stands as it is, anything else is structured content,
 * mirrored as JSON text for clients that know no other.
 */
function toResult(call: RunningCall, returned: unknown): Answering {
  if (typeof returned === "string") return withStructure(call, { content: [{ type: "text", text: returned }] });
  if (isToolResult(returned)) return withStructure(call, returned);
  if (returned === undefined || returned === null) return withStructure(call, { content: [] });
  return checkOutput(call, returned, (value) => {
    const text = toJson(value);
    if (text === undefined)
      return endWith(call, "error", "The tool returned something that cannot be written as JSON.");
    return { kind: "result", result: { content: [{ type: "text", text }], structuredContent: value } };
  });
}

function withStructure(call: RunningCall, result: ToolResult): Answering {
  if (result.isError === true) {
    call.outcome = "error";
    call.message = firstText(result);
    return { kind: "result", result };
  }
  if (call.tool?.validateOutput === undefined) return { kind: "result", result };
  if (result.structuredContent === undefined)
    return endWith(call, "error", "The tool returned no structured content, though it declares an output schema.");
  return checkOutput(call, result.structuredContent, (structuredContent) => ({
    kind: "result",
    result: { ...result, structuredContent },
  }));
}

/** Goes on with the value as the output schema leaves it. */
function checkOutput(call: RunningCall, value: unknown, next: (value: unknown) => CallAnswer): Answering {
  const validateOutput = call.tool?.validateOutput;
  if (validateOutput === undefined) return next(value);
  return andThen(validateOutput(value), (validation) => {
    if (validation.ok) return next(validation.value);
    const problems = validation.problems.map((line) => `- ${line}`).join("\n");
    return endWith(call, "error", `The tool returned something that does not fit its own output schema:\n${problems}`);
  });
}

function firstText(result: ToolResult): string | undefined {
  const block = result.content.find((candidate) => candidate.type === "text");
  return block?.type === "text" ? block.text.slice(0, 500) : undefined;
}

interface Measured {
  readonly room: Room;
  /** Of the whole result. */
  readonly bytes: number;
  readonly tokens: number;
}

/** What may be sent of a result that is too long, with a notice and a link to the whole where that is kept. */
async function cut(call: RunningCall, result: ToolResult, measured: Measured, deps: FitDeps): Promise<ToolResult> {
  const { room, bytes, tokens } = measured;
  const fitsSchema = async (value: unknown) => (await call.tool?.validateOutput?.(value))?.ok ?? true;
  const [shortened, kept] = await Promise.all([cutResult(result, room, fitsSchema), keep(call, result, deps)]);
  const size = `The result is ${excess(measured)}.`;
  const whole = kept && `All of it can be read in pages, for an hour, from the resource ${kept} on.`;
  const links = kept === undefined ? [] : [linkTo(kept, call, bytes)];
  const _meta = { ...result._meta, [TRUNCATED]: { bytes, tokens, ...(kept !== undefined && { kept }) } };
  const begins = shortened.beginning === undefined ? "" : ` It begins:\n${shortened.beginning}`;
  if (shortened.kind === "unfit") {
    call.outcome = "error";
    call.message = size;
    const advice = whole ?? "Ask for less: fewer items, a narrower search, or a page at a time.";
    return { content: [{ type: "text", text: `${size} ${advice}${begins}` }, ...links], isError: true, _meta };
  }
  const text = `[Cut here. ${size} ${whole ?? "Ask for less at once to see the rest."}]${begins}`;
  return { ...shortened.result, content: [...shortened.result.content, { type: "text", text }, ...links], _meta };
}

function excess({ room, bytes, tokens }: Measured): string {
  return bytes > room.bytes
    ? `${bytes} bytes, over the limit of ${room.bytes}`
    : `about ${tokens} tokens, over the limit of ${room.tokens}`;
}

/** Where the whole result is kept; undefined where it is not. That is no reason to withhold what fits. */
async function keep(
  call: RunningCall,
  result: ToolResult,
  { results, logger }: Pick<FitDeps, "results" | "logger">,
): Promise<string | undefined> {
  try {
    return await results?.keep(call.request.principal, toolOf(call).definition.name, result);
  } catch (error) {
    logger.warn({ err: error, tool: call.request.tool, callId: call.id }, "result not kept");
    return undefined;
  }
}

function linkTo(uri: string, call: RunningCall, size: number): ContentBlock {
  const description = "The whole result, in pages; each says where the next one is.";
  return { type: "resource_link", uri, name: `Result of ${toolOf(call).listing.name}`, description, size };
}
