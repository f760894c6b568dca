import { AppError } from "@mcp-tools/core";
import { pathToFileURL } from "node:url";
import * as z from "zod";
import type { ContentBlock } from "../../../content.ts";
import { defineTool } from "../../../define-tool.ts";
import { formatBytes } from "../content/format-bytes.ts";
import { mediaTypeOf } from "../content/media-type.ts";
import { withRegularFile } from "../content/open-regular-file.ts";
import { readWhole } from "../content/read-text.ts";
import type { FilesDeps } from "../files-deps.ts";
import { READS } from "../text-result.ts";

/** Without the structured content that the reference server adds: it would send the same Base64 twice. */
export function createReadMediaFile({ locate, pathSchema, mediaBytesMax }: FilesDeps) {
  return defineTool({
    name: "read_media_file",
    title: "Read media file",
    description: `A file's bytes in Base64 with its media type: an image or audio block, or an embedded resource for anything else. Up to ${formatBytes(mediaBytesMax)}.`,
    access: "read",
    annotations: READS,
    input: z.object({ path: pathSchema() }),
    async run({ path }) {
      const block = await locate(path, (place) =>
        withRegularFile(place, async (file) => {
          const { size } = await file.stat();
          if (size > mediaBytesMax) {
            throw new AppError(
              "too_large",
              `"${path}" is ${formatBytes(size)}, more than the ${formatBytes(mediaBytesMax)} that can be sent.`,
            );
          }
          return toBlock(place.absolute, (await readWhole(file, size, mediaBytesMax)).toString("base64"));
        }),
      );
      return { content: [block] };
    },
  });
}

function toBlock(path: string, data: string): ContentBlock {
  const mimeType = mediaTypeOf(path);
  if (mimeType.startsWith("image/")) return { type: "image", data, mimeType };
  if (mimeType.startsWith("audio/")) return { type: "audio", data, mimeType };
  return { type: "resource", resource: { uri: pathToFileURL(path).href, mimeType, blob: data } };
}
