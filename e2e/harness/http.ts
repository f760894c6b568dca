import { request, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { within } from "./until.ts";

export interface SendOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON with its content type. */
  readonly body?: string | Buffer | object | undefined;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** One request on a connection of its own, with any headers: `fetch` would not send a stranger's Host. */
export async function send(url: string, options: SendOptions = {}): Promise<Answer> {
  const { timeoutMs = 15_000, method = "GET" } = options;
  const work = open(url, options).then(async (response) => ({
    status: response.statusCode ?? 0,
    headers: response.headers,
    text: await text(response),
  }));
  return within(timeoutMs, `${method} ${url} is answered`, work);
}

/** The head of the answer, its body still to be read. */
export function open(
  url: string,
  { method = "GET", headers = {}, body, signal }: SendOptions,
): Promise<IncomingMessage> {
  const isJson = typeof body === "object" && !Buffer.isBuffer(body);
  const bytes =
    body === undefined ? undefined : Buffer.isBuffer(body) ? body : Buffer.from(isJson ? JSON.stringify(body) : body);
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method,
      agent: false,
      headers: {
        ...(isJson && { "content-type": "application/json" }),
        ...(bytes !== undefined && { "content-length": String(bytes.length) }),
        ...headers,
      },
      ...(signal && { signal }),
    });
    sent.once("response", resolve).once("error", reject);
    sent.end(bytes);
  });
}
