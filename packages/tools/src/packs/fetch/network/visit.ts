import type { LookupFunction } from "node:net";
import { Agent, request, type Dispatcher } from "undici";
import { toNetworkError } from "./network-error.ts";
import { raceSignal } from "./race-signal.ts";
import { readBody } from "./read-body.ts";
import type { Address } from "./resolve-host.ts";

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

export interface Visit<T> {
  readonly accept: string;
  readonly signal: AbortSignal;
  readonly addresses: readonly Address[];
  readonly bytesMax: number;
  readonly use: (response: Response) => Promise<T>;
}

/** One request and its answer, over a connection to one of the addresses given and to nowhere else. */
export async function visit<T>(
  url: URL,
  { accept, signal, addresses, bytesMax, use }: Visit<T>,
): Promise<{ result: T } | { location: string }> {
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
