import { cuttableJson, isSameJson, type ContentBlock, type ToolResult } from "@mcp-tools/tools";

/** One of the `contents` of a resource, as MCP has them. */
export type PageContents = { readonly mimeType: string } & ({ readonly text: string } | { readonly blob: string });

export type Page = readonly PageContents[];

/**
 * A result as pages of about `bytesMax` bytes: JSON by whole items, other text by whole lines, where either can be.
 * An image is a page of its own, however long. Structured content that a text says as well stands there once.
 */
export function splitResult({ content, structuredContent }: ToolResult, bytesMax: number): Page[] {
  const parts = content.flatMap((block) => splitBlock(block, bytesMax));
  if (structuredContent !== undefined) {
    const json = JSON.stringify(structuredContent);
    const isThere = content.some((block) => block.type === "text" && isSameJson(block.text, json));
    if (!isThere) parts.push(...splitText(json, "application/json", bytesMax));
  }
  const pages: PageContents[][] = [];
  let left = 0;
  for (const part of parts) {
    const bytes = Buffer.byteLength("text" in part ? part.text : part.blob);
    if (bytes > left || pages.length === 0) {
      pages.push([]);
      left = bytesMax;
    }
    pages.at(-1)?.push(part);
    left -= bytes;
  }
  return pages;
}

function splitBlock(block: ContentBlock, bytesMax: number): PageContents[] {
  switch (block.type) {
    case "text":
      return splitText(block.text, undefined, bytesMax);
    case "image":
    case "audio":
      return [{ mimeType: block.mimeType, blob: block.data }];
    case "resource":
      return "text" in block.resource
        ? splitText(block.resource.text, block.resource.mimeType, bytesMax)
        : [{ mimeType: block.resource.mimeType ?? "application/octet-stream", blob: block.resource.blob }];
    case "resource_link":
      return [{ mimeType: "application/json", text: JSON.stringify(block) }];
  }
}

function splitText(text: string, mimeType: string | undefined, bytesMax: number): PageContents[] {
  const json = cuttableJson(text);
  const type = mimeType ?? (json === undefined ? "text/plain" : "application/json");
  if (Buffer.byteLength(text) <= bytesMax) return [{ mimeType: type, text }];
  const pages = json?.pages(bytesMax);
  // A page that is a part of a value is no JSON any more.
  return pages === undefined
    ? splitLines(text, bytesMax).map((page) => ({ mimeType: json === undefined ? type : "text/plain", text: page }))
    : pages.map((page) => ({ mimeType: type, text: page }));
}

const NEWLINE = 0x0a;

function splitLines(text: string, bytesMax: number): string[] {
  const bytes = Buffer.from(text);
  const pages: string[] = [];
  let from = 0;
  while (from < bytes.length) {
    let to = Math.min(from + bytesMax, bytes.length);
    if (to < bytes.length) {
      const lineEnd = bytes.lastIndexOf(NEWLINE, to - 1) + 1;
      if (lineEnd > from + bytesMax / 2) to = lineEnd;
      // Not within a character.
      else while (((bytes[to] ?? 0) & 0xc0) === 0x80) to -= 1;
    }
    pages.push(bytes.toString("utf8", from, to));
    from = to;
  }
  return pages;
}
