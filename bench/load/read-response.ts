/** One complete HTTP/1.1 response. The strings are Latin-1, one character per byte. */
export interface HttpResponse {
  readonly status: number;
  readonly head: string;
  readonly body: string;
  /** Index in the text just after the response. */
  readonly end: number;
}

/**
 * Reads the response at the start of `text`; undefined while it is incomplete.
 * @throws Error when the response says no length (RFC 9112 §6.3): its connection could not be used again
 */
export function readResponse(text: string): HttpResponse | undefined {
  const headEnd = text.indexOf("\r\n\r\n");
  if (headEnd === -1) return undefined;
  const head = text.slice(0, headEnd);
  const status = Number(head.slice(9, 12));
  const start = headEnd + 4;

  const length = /\r\ncontent-length: *(\d+)/i.exec(head);
  if (length !== null) {
    const end = start + Number(length[1]);
    return text.length < end ? undefined : { status, head, body: text.slice(start, end), end };
  }
  if (/\r\ntransfer-encoding: *chunked/i.test(head)) {
    const chunks = readChunks(text, start);
    return chunks === undefined ? undefined : { status, head, ...chunks };
  }
  if (status === 204 || status === 304) return { status, head, body: "", end: start };
  throw new Error(`a response without a length: ${head.slice(0, 80)}`);
}

export function headerOf(response: HttpResponse, name: string): string | undefined {
  return new RegExp(`\\r\\n${name}: *([^\\r]*)`, "i").exec(response.head)?.[1];
}

function readChunks(text: string, start: number): { body: string; end: number } | undefined {
  let body = "";
  let at = start;
  for (;;) {
    const lineEnd = text.indexOf("\r\n", at);
    if (lineEnd === -1) return undefined;
    const size = Number.parseInt(text.slice(at, lineEnd), 16);
    const next = lineEnd + 2 + size + 2;
    if (text.length < next) return undefined;
    if (size === 0) return { body, end: next };
    body += text.slice(lineEnd + 2, lineEnd + 2 + size);
    at = next;
  }
}
