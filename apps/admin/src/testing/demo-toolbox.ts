import { setTimeout as sleep } from "node:timers/promises";
import type { CallAnswer, Toolbox, ToolCall } from "@mcp-tools/tools";

type Content = Extract<CallAnswer, { kind: "result" }>["result"];

const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";
/** A tenth of a second of silence. */
const silence = Buffer.concat([
  Buffer.from("524946462403000057415645666d74201000000001000100401f0000401f0000010008006461746100030000", "hex"),
  Buffer.alloc(768, 128),
]).toString("base64");

/** Answers as tools give them, one kind a tool: what the page of a tool has to be able to show. */
export const demoToolbox: Pick<Toolbox, "callTool"> = {
  async callTool(call) {
    try {
      return { kind: "result", result: await answer(call) };
    } catch {
      return { kind: "result", result: { content: [text("Cancelled by the client.")], isError: true } };
    }
  },
};

async function answer({ tool, arguments: input, progress, signal }: ToolCall): Promise<Content> {
  if (tool === "get_current_time") {
    const structuredContent = { timezone: "UTC", datetime: "2026-11-26T08:00:00Z", is_dst: false };
    return { content: [text(JSON.stringify(structuredContent))], structuredContent };
  }
  if (tool === "fetch") {
    for (let done = 1; done <= 5; done++) {
      await sleep(700, undefined, { signal });
      progress?.(done, 5, `Part ${done} of the page`);
    }
    return { content: [text("# Getting started\n\nInstall `mcp-tools`, then run it.\n\n- One\n- Two")] };
  }
  if (tool === "read_graph") {
    return {
      content: [
        text("Three kinds that are no text:"),
        { type: "image", data: pixel, mimeType: "image/png" },
        { type: "audio", data: silence, mimeType: "audio/wav" },
        { type: "image", data: "PHN2Zy8+", mimeType: "image/svg+xml" },
        { type: "resource_link", uri: "https://example.com/graph", name: "graph", description: "The whole graph." },
        { type: "resource_link", uri: "javascript:alert(1)", name: "hostile" },
        { type: "resource", resource: { uri: "notes://a", mimeType: "text/plain", text: "A note\nof two lines" } },
      ],
    };
  }
  if (tool.startsWith("delete_")) {
    for (let seconds = 1; seconds <= 20; seconds++) {
      progress?.(seconds, undefined, `${tool} waits for approval by a person (0199b7a2-51d4), for ${seconds} s so far`);
      await sleep(1000, undefined, { signal });
    }
    const why = `This call of ${tool} waits for approval by a person. It was waited for.`;
    return { content: [text(`${why}\nApproval: 0199b7a2-51d4\nIt expires in 60 min.`)], isError: true };
  }
  if (tool === "edit_file") return { content: [text("Not below /etc. Choose another folder.")], isError: true };
  return { content: [text(JSON.stringify({ tool, got: input, hostile: "<script>alert(1)</script>\u202e" }))] };
}

const text = (words: string) => ({ type: "text", text: words }) as const;
