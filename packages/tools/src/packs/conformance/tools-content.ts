import { defineTool, type Definition } from "../../define-tool.ts";
import { RED_PIXEL_PNG, SILENCE_WAV } from "./sample-media.ts";

/** One tool for each kind of content, and one that fails. */
export const contentTools: readonly Definition[] = [
  defineTool({
    name: "test_simple_text",
    description: "Returns one text block.",
    access: "read",
    run: () => "This is a simple text response for testing.",
  }),
  defineTool({
    name: "test_image_content",
    description: "Returns one image block, a PNG of one red pixel.",
    access: "read",
    run: () => ({ content: [{ type: "image", data: RED_PIXEL_PNG, mimeType: "image/png" }] }),
  }),
  defineTool({
    name: "test_audio_content",
    description: "Returns one audio block, a WAV of silence.",
    access: "read",
    run: () => ({ content: [{ type: "audio", data: SILENCE_WAV, mimeType: "audio/wav" }] }),
  }),
  defineTool({
    name: "test_embedded_resource",
    description: "Returns one embedded text resource.",
    access: "read",
    run: () => ({
      content: [
        {
          type: "resource",
          resource: {
            uri: "test://embedded-resource",
            mimeType: "text/plain",
            text: "This is an embedded resource content.",
          },
        },
      ],
    }),
  }),
  defineTool({
    name: "test_multiple_content_types",
    description: "Returns a text, an image and an embedded JSON resource.",
    access: "read",
    run: () => ({
      content: [
        { type: "text", text: "Multiple content types test:" },
        { type: "image", data: RED_PIXEL_PNG, mimeType: "image/png" },
        {
          type: "resource",
          resource: {
            uri: "test://mixed-content-resource",
            mimeType: "application/json",
            text: JSON.stringify({ test: "data", value: 123 }),
          },
        },
      ],
    }),
  }),
  defineTool({
    name: "test_error_handling",
    description: "Always fails.",
    access: "read",
    run: () => {
      throw new Error("This tool intentionally returns an error for testing");
    },
  }),
];
