import type { ContentBlock, ToolResult } from "@mcp-tools/tools";

/** A result as a person reads it: texts as they are, one line for what a terminal cannot show. */
export function renderResult({ content }: ToolResult): string {
  return content.map(renderBlock).join("\n");
}

function renderBlock(block: ContentBlock): string {
  switch (block.type) {
    case "text":
      return block.text;
    case "image":
    case "audio":
      return `[${block.type}, ${block.mimeType}, ${Buffer.byteLength(block.data, "base64")} bytes]`;
    case "resource_link":
      return `[${block.name}: ${block.uri}]`;
    case "resource":
      return "text" in block.resource
        ? block.resource.text
        : `[${block.resource.uri}, ${Buffer.byteLength(block.resource.blob, "base64")} bytes]`;
  }
}
