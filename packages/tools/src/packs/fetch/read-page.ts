import { AppError, type ErrorCode } from "@mcp-tools/core";
import { contentKind, looksLikeHtml, mediaType } from "./content-kind.ts";
import { decodeText, looksBinary } from "./decode-text.ts";
import type { ToMarkdown } from "./html/create-html-converter.ts";
import type { Download } from "./network/download.ts";
import type { Response } from "./network/visit.ts";

export type Format = "markdown" | "text" | "json";

export interface PageText {
  readonly finalUrl: string;
  readonly status: number;
  readonly contentType: string;
  readonly title?: string;
  readonly text: string;
  readonly notice?: string;
}

export interface ReadPageOptions {
  readonly format: Format;
  readonly signal: AbortSignal;
  /** See `Download`. */
  readonly mayFollow: (target: URL) => void;
  readonly download: Download;
  readonly toMarkdown: ToMarkdown;
}

const ACCEPT: Readonly<Record<Format, string>> = {
  markdown: "text/markdown, text/html;q=0.9, application/xhtml+xml;q=0.9, text/plain;q=0.8, */*;q=0.5",
  text: "*/*",
  json: "application/json, */*;q=0.5",
};

/** All of a page, in the format asked for. */
export async function readPage(
  url: string,
  { format, signal, mayFollow, download, toMarkdown }: ReadPageOptions,
): Promise<PageText> {
  const { response, text } = await download(url, { accept: ACCEPT[format], signal, mayFollow }, async (response) => ({
    response,
    text: await readText(response),
  }));
  const facts = { finalUrl: response.url.href, status: response.status, contentType: response.contentType };
  if (format === "json") return { ...facts, text: indent(text, response.contentType) };
  const kind = contentKind(response.contentType);
  const isHtml = kind === "html" || (kind === "unknown" && looksLikeHtml(text));
  if (format === "text" || !isHtml) return { ...facts, text };

  const { title, markdown } = await toMarkdown({ html: text, url: response.url.href }, signal);
  const heading = title === undefined || title === "" ? {} : { title };
  if (markdown === "")
    return {
      ...facts,
      ...heading,
      text: "",
      notice:
        "The page has no text of its own; it may be filled by JavaScript, which is not run. Its HTML comes with raw: true.",
    };
  return { ...facts, ...heading, text: markdown };
}

async function readText(response: Response): Promise<string> {
  if (response.status < 200 || response.status > 299) throw statusError(response);
  if (contentKind(response.contentType) === "binary") throw binary(response, response.announcedBytes);
  const bytes = await response.read();
  if (looksBinary(bytes, response.contentType)) throw binary(response, bytes.length);
  return decodeText(bytes, response.contentType);
}

function indent(text: string, contentType: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch (cause) {
    const type = mediaType(contentType) || "of no declared type";
    throw new AppError(
      "invalid_input",
      `The contents are not valid JSON (they are ${type}). Use format "text" or "markdown".`,
      { cause },
    );
  }
}

function binary({ contentType, url }: Response, bytes: number | undefined): AppError {
  const size = bytes === undefined ? "of unknown size" : `of ${bytes} bytes`;
  return new AppError(
    "invalid_input",
    `${url.href} is not text: it is ${mediaType(contentType) || "data of no declared type"} ${size}. This tool reads text only.`,
  );
}

const statusCodes: Readonly<Record<number, readonly [code: ErrorCode, advice: string]>> = {
  401: ["forbidden", "It asks for a sign-in, which this tool has not."],
  403: ["forbidden", "It does not let this tool in."],
  404: ["not_found", "Check the URL, or start from the site's front page."],
  410: ["not_found", "It was there and is gone for good."],
  429: ["rate_limited", "It gets too many requests. Wait before trying again."],
};

function statusError({ status, url, retryAfter }: Response): AppError {
  const [code, advice] = statusCodes[status] ?? [
    "unavailable",
    status >= 500 ? "The fault is the server's; try again later." : "The server did not give the contents.",
  ];
  const wait =
    retryAfter === undefined || retryAfter.length > 40
      ? ""
      : ` It says when to come back: ${retryAfter}${/^\d+$/.test(retryAfter) ? " seconds" : ""}.`;
  return new AppError(code, `${url.href} answered with status ${status}. ${advice}${wait}`);
}
