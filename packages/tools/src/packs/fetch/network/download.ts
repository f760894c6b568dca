import { AppError } from "@mcp-tools/core";
import type { LookupFunction } from "node:net";
import type { Dispatcher } from "undici";
import { checkUrl } from "./check-url.ts";
import { raceSignal } from "./race-signal.ts";
import { readBody } from "./read-body.ts";
import { resolveHost, type Address, type ResolveOptions } from "./resolve-host.ts";
import { toNetworkError } from "./network-error.ts";

const REDIRECTS_MAX = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export interface Response {
  /** After redirects. */
  readonly url: URL;
  readonly status: number;
  /** As sent; empty where nothing was. */
  readonly contentType: string;
  /** Bytes as announced, before unpacking. */
  readonly announcedBytes: number | undefined;
  /** Seconds or a date, as sent. */
  readonly retryAfter: string | undefined;
  /** The body, unpacked. @throws AppError `too_large` */
  read(): Promise<Buffer>;
}

export interface DownloadOptions extends ResolveOptions {
  readonly bytesMax: number;
}

/** Asks for a URL and hands the answer to `use`; the connection lives no longer than that. */
export type Download = <T>(
  url: string,
  request: { accept: string; signal: AbortSignal },
  use: (response: Response) => Promise<T>,
) => Promise<T>;

/** Every hop is checked like the first: its URL, and the addresses of its host, to which alone a connection is made. */
export function createDownload(options: DownloadOptions): Download {
  return async (asked, request, use) => {
    let url = checkUrl(asked);
    for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects += 1) {
      const addresses = await raceSignal(resolveHost(url, options), request.signal);
      const outcome = await visit(url, { ...request, addresses, bytesMax: options.bytesMax, use });
      if ("result" in outcome) return outcome.result;
      url = checkUrl(outcome.location, url);
    }
    throw new AppError(
      "unavailable",
      `"${asked}" was redirected more than ${REDIRECTS_MAX} times. It may need cookies or a sign-in, which this tool has not.`,
    );
  };
}

interface Visit<T> {
  readonly accept: string;
  readonly signal: AbortSignal;
  readonly addresses: readonly Address[];
  readonly bytesMax: number;
  readonly use: (response: Response) => Promise<T>;
}

async function visit<T>(
  url: URL,
  { accept, signal, addresses, bytesMax, use }: Visit<T>,
): Promise<{ result: T } | { location: string }> {
  const { Agent, request } = await import("undici");
  const agent = new Agent({
    connect: { lookup: pin(addresses), timeout: 10_000 },
    maxHeaderSize: 65_536,
    pipelining: 0,
  });
  // A request that still waits for its connection does not listen to its own signal.
  const destroy = () => void agent.destroy(signal.reason as Error);
  signal.addEventListener("abort", destroy, { once: true });
  try {
    const headers = {
      accept,
      "accept-encoding": "gzip, br",
      "user-agent": "Mozilla/5.0 (compatible; mcp-tools fetch)",
    };
    const answer = await raceSignal(request(url, { dispatcher: agent, headers, signal }), signal);
    const location = header(answer, "location");
    if (REDIRECTS.has(answer.statusCode) && location !== undefined) return { location };
    return { result: await use(toResponse(url, answer, { bytesMax, signal })) };
  } catch (error) {
    throw toNetworkError(error, url, signal);
  } finally {
    signal.removeEventListener("abort", destroy);
    await agent.destroy();
  }
}

/** Answers every lookup with the addresses that were checked. */
function pin(addresses: readonly Address[]): LookupFunction {
  return (_hostname, { all }, callback) => {
    const [first] = addresses;
    if (all === true)
      callback(
        null,
        addresses.map((one) => ({ ...one })),
      );
    else callback(null, first?.address ?? "", first?.family);
  };
}

function toResponse(
  url: URL,
  answer: Dispatcher.ResponseData,
  { bytesMax, signal }: { bytesMax: number; signal: AbortSignal },
): Response {
  const length = Number(header(answer, "content-length") ?? Number.NaN);
  return {
    url,
    status: answer.statusCode,
    contentType: header(answer, "content-type") ?? "",
    announcedBytes: Number.isSafeInteger(length) ? length : undefined,
    retryAfter: header(answer, "retry-after"),
    read: () =>
      raceSignal(
        readBody(answer.body, { encoding: header(answer, "content-encoding"), announcedBytes: length, bytesMax }),
        signal,
      ),
  };
}

function header({ headers }: Dispatcher.ResponseData, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
