import { estimateTokens } from "@mcp-tools/core";
import type { ContentBlock, ToolResult } from "../../content.ts";
import { cuttableJson, type CuttableJson } from "./cuttable-json.ts";
import { fitBeginning, fitLines, type Room } from "./fit-beginning.ts";
import { isSameJson } from "./is-same-json.ts";
import { blockBytes, blockTokens, contentBytes, contentTokens, toJson } from "./measure-result.ts";

/** How often a text is cut shorter because the bytes that fit made too many tokens. */
const TRIES_MAX = 8;
const PREVIEW_BYTES_MAX = 2_048;

export type CutResult =
  | { readonly kind: "cut"; readonly result: ToolResult; readonly beginning: string | undefined }
  /** Its structured content cannot be made to fit. */
  | { readonly kind: "unfit"; readonly beginning: string };

/** `beginning`: of a JSON value that does not fit and cannot be cut, to look at in a notice. */
interface CutContent {
  readonly content: ContentBlock[];
  readonly beginning: string | undefined;
}

/** Whether the shortened structured content still keeps to the tool's output schema. */
export type FitsSchema = (value: unknown) => boolean | Promise<boolean>;

/**
 * The result, made to fit: first blocks and first items stay, whole, and no JSON value is ever halved. What the two
 * lists say twice (structured content, mirrored as text) is cut alike.
 */
export async function cutResult(result: ToolResult, room: Room, fitsSchema: FitsSchema): Promise<CutResult> {
  const { content, structuredContent, ...rest } = result;
  const withoutStructure = (): CutResult => {
    const { content: kept, beginning } = cutContent(content, room);
    return { kind: "cut", result: { ...rest, content: kept }, beginning };
  };
  if (structuredContent === undefined) return withoutStructure();
  const json = toJson(structuredContent) ?? "";
  const mirror = findMirror(content, json);
  const others = content.filter((_block, index) => index !== mirror);
  const copies = mirror === -1 ? 1 : 2;
  const rooms = share(room, { others, json, copies });
  const text = cutJson(json, rooms.json);
  const value: unknown = text === undefined ? undefined : JSON.parse(text);
  if (text === undefined || (text !== json && !(await fitsSchema(value)))) {
    // A failure need not keep to the output schema: what it says matters.
    return result.isError === true ? withoutStructure() : { kind: "unfit", beginning: previewOf(json, room) };
  }
  const fitted = cutContent(others, rooms.others);
  if (mirror !== -1) fitted.content.splice(mirror, 0, { ...content[mirror], type: "text", text });
  return {
    kind: "cut",
    result: { ...rest, content: fitted.content, structuredContent: value },
    beginning: fitted.beginning,
  };
}

/** The first blocks, as far as they fit. */
function cutContent(content: readonly ContentBlock[], room: Room): CutContent {
  let { bytes, tokens } = room;
  const kept: ContentBlock[] = [];
  for (const block of content) {
    const size = blockBytes(block);
    const weight = tokens === undefined ? 0 : blockTokens(block);
    if (size > bytes || (tokens !== undefined && weight > tokens)) {
      if (block.type !== "text") break;
      const text = cutText(block.text, { bytes, tokens });
      if (text === undefined) return { content: kept, beginning: previewOf(block.text, { bytes, tokens }) };
      if (text !== "") kept.push({ ...block, text });
      break;
    }
    kept.push(block);
    bytes -= size;
    if (tokens !== undefined) tokens -= weight;
  }
  return { content: kept, beginning: undefined };
}

/** JSON by whole items; lines of JSON by whole lines; other text where it has to be. Undefined for a value that cannot be cut. */
function cutText(text: string, room: Room): string | undefined {
  if (!/^\s*[[{]/.test(text)) return fitLines(text, room);
  const json = cuttableJson(text);
  if (json !== undefined) return cutCuttable(json, room, estimateTokens(text));
  const firstLine = text.slice(0, text.indexOf("\n") + 1);
  if (cuttableJson(firstLine) === undefined) return fitLines(text, room);
  const beginning = fitBeginning(text, room);
  const lines = beginning.slice(0, beginning.lastIndexOf("\n") + 1);
  return lines === "" ? cutJson(firstLine, room) : lines;
}

function cutJson(text: string, room: Room): string | undefined {
  const bytes = Buffer.byteLength(text);
  const tokens = room.tokens === undefined ? 0 : estimateTokens(text);
  if (bytes <= room.bytes && tokens <= (room.tokens ?? 0)) return text;
  const json = cuttableJson(text);
  return json === undefined ? undefined : cutCuttable(json, room, tokens);
}

/** By bytes; where those make too many tokens, by as many fewer as that is too many. */
function cutCuttable(json: CuttableJson, room: Room, tokens: number): string | undefined {
  let bytes = room.bytes;
  let measured = { bytes: json.bytes, tokens };
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    if (room.tokens !== undefined && measured.tokens > room.tokens)
      bytes = Math.min(bytes, Math.floor((measured.bytes * room.tokens) / measured.tokens));
    const text = json.cut(bytes);
    if (text === undefined || room.tokens === undefined) return text;
    measured = { bytes: Buffer.byteLength(text), tokens: estimateTokens(text) };
    if (measured.tokens <= room.tokens) return text;
  }
  return undefined;
}

/** The block that says the same as the structured content, however it is spaced; -1 where there is none. */
function findMirror(content: readonly ContentBlock[], json: string): number {
  return content.findIndex((block) => block.type === "text" && isSameJson(block.text, json));
}

/** Half for each side, or what the other does not need. Bytes are sent twice where the text mirrors; a model is shown one of both. */
function share(
  room: Room,
  { others, json, copies }: { others: readonly ContentBlock[]; json: string; copies: 1 | 2 },
): { json: Room; others: Room } {
  const [jsonBytes, otherBytes] = halve(room.bytes, Buffer.byteLength(json) * copies, contentBytes(others));
  const bytes = Math.floor(jsonBytes / copies);
  if (room.tokens === undefined)
    return { json: { bytes, tokens: undefined }, others: { bytes: otherBytes, tokens: undefined } };
  const [jsonTokens, otherTokens] =
    copies === 1 ? [room.tokens, room.tokens] : halve(room.tokens, estimateTokens(json), contentTokens(others));
  return { json: { bytes, tokens: jsonTokens }, others: { bytes: otherBytes, tokens: otherTokens } };
}

function halve(total: number, one: number, other: number): [number, number] {
  const half = Math.floor(total / 2);
  if (other <= half) return [total - other, other];
  if (one <= half) return [one, total - one];
  return [half, total - half];
}

function previewOf(text: string, room: Room): string {
  return fitBeginning(text, { ...room, bytes: Math.min(room.bytes, PREVIEW_BYTES_MAX) });
}
