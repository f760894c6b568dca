import type { ContentBlock } from "@mcp-tools/tools";

const AUDIO_SINCE = "2025-03-26";
const LINKS_SINCE = "2025-06-18";

/**
 * A block as this revision has it. One of a newer type becomes a text: a client refuses the whole result for a type that
 * its schema does not have. Who has not named a revision gets what all of them have.
 */
export function projectBlock(block: ContentBlock, version = ""): ContentBlock {
  if (block.type === "resource_link" && version < LINKS_SINCE)
    return toText(block, `[Link to the resource "${block.title ?? block.name}": ${block.uri}]`);
  if (block.type === "audio" && version < AUDIO_SINCE)
    return toText(
      block,
      `[Audio of type ${block.mimeType}, left out: revisions of MCP before ${AUDIO_SINCE} cannot carry it.]`,
    );
  return block;
}

function toText({ annotations }: ContentBlock, text: string): ContentBlock {
  return { type: "text", text, ...(annotations !== undefined && { annotations }) };
}
