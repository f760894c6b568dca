import type { ContentBlock, ToolResult } from "../content.ts";
import type { CallAnswer } from "./tool-call.ts";
import { isToolResult } from "./is-tool-result.ts";
import type { Run } from "./run.ts";
import { endWith, type Next, type RunningCall } from "./stage.ts";

/** What `run` returned, as an MCP result that keeps to the output schema and the size cap. */
export function fit({ resultBytesMax }: { resultBytesMax: number }, run: Run): Next {
  return async (call) => {
    const answer = await run(call);
    const fitted = answer.kind === "returned" ? await toResult(call, answer.value) : answer;
    if (fitted.kind !== "result") return fitted;
    const isMirrored = answer.kind === "returned" && !isToolResult(answer.value);
    const bytes = byteLength(fitted.result, isMirrored);
    const sent = bytes <= resultBytesMax ? fitted.result : cut(call, fitted.result, { bytes, resultBytesMax });
    call.resultBytes = sent === fitted.result ? bytes : byteLength(sent, false);
    return { kind: "result", result: sent };
  };
}

/**
 * A string is text, an object with `content` stands as it is, anything else is structured content,
 * mirrored as JSON text for clients that know no other.
 */
async function toResult(call: RunningCall, returned: unknown): Promise<CallAnswer> {
  if (typeof returned === "string") return withStructure(call, { content: [{ type: "text", text: returned }] });
  if (isToolResult(returned)) return withStructure(call, returned);
  if (returned === undefined || returned === null) return withStructure(call, { content: [] });
  const checked = await checkOutput(call, returned);
  if ("answer" in checked) return checked.answer;
  const text = toJson(checked.value);
  if (text === undefined) return endWith(call, "error", "The tool returned something that cannot be written as JSON.");
  return { kind: "result", result: { content: [{ type: "text", text }], structuredContent: checked.value } };
}

async function withStructure(call: RunningCall, result: ToolResult): Promise<CallAnswer> {
  if (result.isError === true) {
    call.outcome = "error";
    call.message = firstText(result);
    return { kind: "result", result };
  }
  if (call.tool?.validateOutput === undefined) return { kind: "result", result };
  if (result.structuredContent === undefined)
    return endWith(call, "error", "The tool returned no structured content, though it declares an output schema.");
  const checked = await checkOutput(call, result.structuredContent);
  return "answer" in checked
    ? checked.answer
    : { kind: "result", result: { ...result, structuredContent: checked.value } };
}

async function checkOutput(call: RunningCall, value: unknown): Promise<{ value: unknown } | { answer: CallAnswer }> {
  const validateOutput = call.tool?.validateOutput;
  if (validateOutput === undefined) return { value };
  const checked = validateOutput(value);
  const validation = checked instanceof Promise ? await checked : checked;
  if (validation.ok) return { value: validation.value };
  const problems = validation.problems.map((line) => `- ${line}`).join("\n");
  return {
    answer: endWith(call, "error", `The tool returned something that does not fit its own output schema:\n${problems}`),
  };
}

/** Undefined for what JSON has no words for: functions, cycles, bigints. */
function toJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

function firstText(result: ToolResult): string | undefined {
  const block = result.content.find((candidate) => candidate.type === "text");
  return block?.type === "text" ? block.text.slice(0, 500) : undefined;
}

/** `isMirrored`: the text is the structured content, which is therefore as long again, without a second serialization. */
function byteLength({ content, structuredContent }: ToolResult, isMirrored: boolean): number {
  let bytes = 0;
  for (const block of content) bytes += blockBytes(block);
  if (structuredContent === undefined) return bytes;
  return bytes + (isMirrored ? bytes : Buffer.byteLength(toJson(structuredContent) ?? ""));
}

function blockBytes(block: ContentBlock): number {
  if (block.type === "text") return Buffer.byteLength(block.text);
  if (block.type === "image" || block.type === "audio") return block.data.length;
  if (block.type === "resource")
    return Buffer.byteLength("text" in block.resource ? block.resource.text : block.resource.blob);
  return 256;
}

/** Text is cut at a character with a notice; structured content is never cut, because half a value is a wrong value. */
function cut(
  call: RunningCall,
  result: ToolResult,
  { bytes, resultBytesMax }: { bytes: number; resultBytesMax: number },
): ToolResult {
  const notice = `The result is ${bytes} bytes, over the limit of ${resultBytesMax}.`;
  if (result.structuredContent !== undefined) {
    call.outcome = "error";
    call.message = notice;
    const preview = firstPart(result.content.find((block) => block.type === "text")?.text ?? "", 2048);
    const text = `${notice} Ask for less: fewer items, a narrower search, or a page at a time. It begins:\n${preview}`;
    return { content: [{ type: "text", text }], isError: true };
  }
  let left = resultBytesMax;
  const content: ContentBlock[] = [];
  for (const block of result.content) {
    const size = blockBytes(block);
    if (size <= left) content.push(block);
    else if (block.type === "text" && left > 0) content.push({ ...block, text: firstPart(block.text, left) });
    left = Math.max(0, left - size);
  }
  content.push({ type: "text", text: `[Cut here. ${notice} Ask for less at once to see the rest.]` });
  return { ...result, content };
}

/** The longest beginning of at most `bytesMax` UTF-8 bytes that ends at a whole character. */
function firstPart(text: string, bytesMax: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= bytesMax) return text;
  let end = bytesMax;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString("utf8", 0, end);
}
