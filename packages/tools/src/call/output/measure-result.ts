import { estimateTokens } from "@mcp-tools/core";
import type { ContentBlock, ToolResult } from "../../content.ts";

/** What a link counts, whatever is in it. */
const LINK_BYTES = 256;
/** About what models spend on one image, whatever its bytes. */
const MEDIA_TOKENS_MAX = 1_600;

/** UTF-8 bytes. `isMirrored`: the text is the structured content, which is therefore as long again, without a second serialization. */
export function byteLength({ content, structuredContent }: ToolResult, isMirrored: boolean): number {
  const bytes = contentBytes(content);
  if (structuredContent === undefined) return bytes;
  return bytes + (isMirrored ? bytes : Buffer.byteLength(toJson(structuredContent) ?? ""));
}

export function contentBytes(content: readonly ContentBlock[]): number {
  let bytes = 0;
  for (const block of content) bytes += blockBytes(block);
  return bytes;
}

export function blockBytes(block: ContentBlock): number {
  if (block.type === "text") return Buffer.byteLength(block.text);
  if (block.type === "image" || block.type === "audio") return block.data.length;
  if (block.type === "resource")
    return Buffer.byteLength("text" in block.resource ? block.resource.text : block.resource.blob);
  return LINK_BYTES;
}

/** As estimated, and never more than bytes. Clients show a model the content or the structured content: the longer counts. */
export function resultTokens({ content, structuredContent }: ToolResult, isMirrored: boolean): number {
  const tokens = contentTokens(content);
  if (structuredContent === undefined || isMirrored) return tokens;
  return Math.max(tokens, estimateTokens(toJson(structuredContent) ?? ""));
}

export function contentTokens(content: readonly ContentBlock[]): number {
  let tokens = 0;
  for (const block of content) tokens += blockTokens(block);
  return tokens;
}

export function blockTokens(block: ContentBlock): number {
  if (block.type === "text") return estimateTokens(block.text);
  if (block.type === "image" || block.type === "audio") return mediaTokens(block.data);
  if (block.type === "resource")
    return "text" in block.resource ? estimateTokens(block.resource.text) : mediaTokens(block.resource.blob);
  return LINK_BYTES / 4;
}

function mediaTokens(base64: string): number {
  return Math.min(Math.ceil(base64.length / 4), MEDIA_TOKENS_MAX);
}

/** Undefined for what JSON has no words for: functions, cycles, bigints. */
export function toJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
