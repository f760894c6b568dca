import { AppError, isAppError } from "@mcp-tools/core";
import * as z from "zod";
import { defineTool, type ToolContext } from "../../define-tool.ts";
import { cutPage } from "./cut-page.ts";
import type { ToMarkdown } from "./html/create-html-converter.ts";
import { normalUrl } from "./network/check-url.ts";
import type { Download } from "./network/download.ts";
import { readPage, type Format } from "./read-page.ts";

export interface FetchDeps {
  readonly download: Download;
  readonly toMarkdown: ToMarkdown;
  readonly timeoutMs: number;
  /** Most of a page to give in one answer. */
  readonly contentBytesMax: number;
}

export function createFetch({ download, toMarkdown, timeoutMs, contentBytesMax }: FetchDeps) {
  return defineTool({
    name: "fetch",
    title: "Fetch a URL",
    description:
      "Gets a page or a file from the web: the main text of a page as Markdown, or any text or JSON. Long contents come in parts; go on with start_index. No JavaScript is run, and there are no cookies or sign-ins.",
    access: "read",
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
    timeoutMs: timeoutMs + 5_000,
    input: z.object({
      // Rules and whoever approves the call see what will be fetched.
      url: z.string().min(1).max(8_192).overwrite(normalUrl).describe("The http or https URL."),
      max_length: z.int().min(1).max(999_999).default(5_000).describe("Most characters to return."),
      start_index: z
        .int()
        .min(0)
        .default(0)
        .describe("First character to return; take it from the end of the previous part."),
      raw: z.boolean().default(false).describe("The same as format `text`, and stronger than `format`."),
      format: z
        .enum(["markdown", "text", "json"])
        .default("markdown")
        .describe(
          "`markdown`: the main text of an HTML page, anything else as it is. `text`: the contents as they are, HTML included. `json`: JSON, indented.",
        ),
    }),
    output: outputSchema(),
    async run(input, ctx) {
      const { url, max_length, start_index, raw, format } = input;
      const wanted: Format = raw ? "text" : format;
      const limit = AbortSignal.timeout(timeoutMs);
      const signal = AbortSignal.any([ctx.signal, limit]);
      const mayFollow = (target: URL) => authorizeRedirect(input, target.href, ctx);
      const page = await readPage(url, { format: wanted, signal, mayFollow, download, toMarkdown }).catch(
        (error: unknown) => {
          if (!limit.aborted || ctx.signal.aborted) throw error;
          throw new AppError(
            "timeout",
            `"${url}" was not there after ${timeoutMs / 1000} s. Try again later, or another page.`,
            { cause: error },
          );
        },
      );
      const part = cutPage(page.text, { start: start_index, lengthMax: max_length, bytesMax: contentBytesMax });
      const notice = [page.notice, pagingNotice(part, start_index)].filter((one) => one !== undefined).join(" ");
      const { text: _text, notice: _notice, ...facts } = page;
      const structuredContent = {
        url,
        ...facts,
        format: wanted,
        ...part,
        startIndex: start_index,
        truncated: part.nextStart !== undefined,
        ...(notice === "" ? {} : { notice }),
      };
      return {
        content: [
          {
            type: "text",
            text: `Contents of ${page.finalUrl}:\n${part.content}${notice === "" ? "" : `\n\n[${notice}]`}`,
          },
        ],
        structuredContent,
      };
    },
  });
}

/** Rules hold for where a page leads as for where it was asked for. @throws AppError `forbidden` */
function authorizeRedirect(input: { readonly url: string }, target: string, ctx: ToolContext): void {
  try {
    ctx.authorize({ ...input, url: target });
  } catch (error) {
    if (!isAppError(error)) throw error;
    throw new AppError("forbidden", `"${input.url}" leads to "${target}". ${error.message}`, { cause: error });
  }
}

function pagingNotice(
  { content, totalLength, nextStart }: ReturnType<typeof cutPage>,
  start: number,
): string | undefined {
  if (nextStart !== undefined)
    return `Characters ${start} to ${nextStart} of ${totalLength}. For the next part call fetch again with start_index ${nextStart}.`;
  if (content === "" && start > 0) return `There is nothing at ${start}: the contents have ${totalLength} characters.`;
  return undefined;
}

function outputSchema() {
  return z.object({
    url: z.string().describe("The URL as asked for, in its normal form."),
    finalUrl: z.string().describe("The URL after redirects."),
    status: z.int().describe("HTTP status."),
    contentType: z.string().describe("As the server sent it; empty where it sent none."),
    title: z.string().optional().describe("The page's title."),
    format: z.enum(["markdown", "text", "json"]).describe("What `content` was asked to be."),
    content: z.string().describe("This part of the contents."),
    startIndex: z.int().describe("Its first character."),
    totalLength: z.int().describe("Characters of all parts."),
    truncated: z.boolean().describe("Whether there is more after this part."),
    nextStart: z.int().optional().describe("start_index of the next part."),
    notice: z.string().optional().describe("What there is to know about the answer."),
  });
}
