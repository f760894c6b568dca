import type { IncomingHttpHeaders } from "node:http";

export interface RequestHead {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: string[];
  /** Its `Content-Length`, 0 without one. */
  readonly bodyBytes: number;
  /** The client may send another request afterwards. */
  readonly keepsAlive: boolean;
}

const REQUEST_LINE = /^(POST|GET|DELETE|OPTIONS) (\/[!-~]*) HTTP\/1\.1$/;
/** RFC 9110 §5.5 and §5.6.2, without what is obsolete: no folded lines, nothing beyond ASCII. */
const HEADER_LINE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):([\t -~]*)$/;
const LENGTH = /^\d{1,12}$/;
/** These change how a message is delimited, or what becomes of its connection. */
const NOT_PLAIN = new Set([
  "transfer-encoding",
  "expect",
  "upgrade",
  "http2-settings",
  "trailer",
  "te",
  "proxy-connection",
]);
const HEADERS_MAX = 100;

/**
 * A request's head, without the empty line at its end. Undefined where it is anything but plain: every message that
 * could be read in two ways (RFC 9112 §11.2), also a harmless one, is for Node's own parser to read or refuse.
 */
export function parseHead(text: string): RequestHead | undefined {
  const [requestLine = "", ...lines] = text.split("\r\n");
  const request = REQUEST_LINE.exec(requestLine);
  if (request === null || lines.length > HEADERS_MAX) return undefined;
  const [, method = "", url = ""] = request;
  const headers: IncomingHttpHeaders = Object.create(null) as IncomingHttpHeaders;
  const rawHeaders: string[] = [];
  for (const line of lines) {
    const match = HEADER_LINE.exec(line);
    if (match === null) return undefined;
    const [, name = "", padded = ""] = match;
    const key = name.toLowerCase();
    if (NOT_PLAIN.has(key) || headers[key] !== undefined) return undefined;
    const value = padded.trim();
    headers[key] = value;
    rawHeaders.push(name, value);
  }
  const { connection = "keep-alive", host } = headers;
  const length = headers["content-length"] ?? (method === "POST" ? "" : "0");
  const isPlain = host !== undefined && LENGTH.test(length) && (method === "POST" || Number(length) === 0);
  if (!isPlain || !/^(?:keep-alive|close)$/i.test(connection)) return undefined;
  return {
    method,
    url,
    headers,
    rawHeaders,
    bodyBytes: Number(length),
    keepsAlive: connection.toLowerCase() !== "close",
  };
}
