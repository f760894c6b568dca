import { reasonOf } from "./check-public-url.ts";
import type { Finding } from "./finding.ts";

export interface SseOptions {
  /** PUBLIC_URL. */
  readonly url: string;
  /** For a server that requires one. */
  readonly key: string | undefined;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 5_000;
/** Our server writes the first event with the head of the answer; the rest is the way. */
const FIRST_EVENT_MS = 1_500;
const check = "SSE";

/** Whether a proxy in front lets events through at once: opens `/sse` and waits for the first one. */
export async function checkSse({ url, key, timeoutMs = TIMEOUT_MS }: SseOptions): Promise<Finding> {
  const address = `${url}/sse`;
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(new DOMException("too late", "TimeoutError")), timeoutMs);
  const started = performance.now();
  try {
    const response = await fetch(address, {
      headers: { accept: "text/event-stream", ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) },
      signal: abort.signal,
    });
    const refusal = refusalOf(response, address, key);
    if (refusal !== undefined) return refusal;
    await readFirstEvent(response);
    const ms = Math.round(performance.now() - started);
    if (ms > FIRST_EVENT_MS) return heldBack(`the first event of ${address} came after ${(ms / 1_000).toFixed(1)} s`);
    return (
      compressed(response, address) ?? { check, state: "ok", text: `the first event of ${address} came after ${ms} ms` }
    );
  } catch (error) {
    if (abort.signal.aborted) return heldBack(`no event of ${address} came within ${timeoutMs / 1_000} s`);
    return heldBack(`the stream ${address} broke (${reasonOf(error)})`);
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}

function refusalOf({ status, headers }: Response, address: string, key: string | undefined): Finding | undefined {
  if ((status === 401 || status === 403) && key === undefined)
    return {
      check,
      state: "note",
      text: `${address} requires a key, so it was not measured`,
      why: "A proxy that holds events back looks like a server that hangs.",
      advice: "Run mcp-tools doctor with --key-file and a file with a key in it.",
    };
  const type = headers.get("content-type") ?? "none";
  if (status === 200 && type.startsWith("text/event-stream")) return undefined;
  return {
    check,
    state: "problem",
    text: `${address} answers ${status} (${type}) instead of a stream`,
    why: "Clients of the older transport cannot connect.",
    advice: "Have the proxy forward /sse and /messages unchanged; with --key-file, check that the key holds.",
  };
}

async function readFirstEvent({ body }: Response): Promise<void> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const piece of body ?? []) {
    text += decoder.decode(piece, { stream: true });
    if (text.includes("event: endpoint") && text.includes("\n\n")) return;
  }
  throw new Error("it ended");
}

function heldBack(text: string): Finding {
  return {
    check,
    state: "problem",
    text,
    why: "Something in front collects the stream before it passes it on: clients wait for answers and progress, and give up.",
    advice:
      "In nginx, for /sse and /mcp: proxy_buffering off, gzip off, proxy_read_timeout 1h. Elsewhere, turn buffering of responses off.",
  };
}

function compressed({ headers }: Response, address: string): Finding | undefined {
  const encoding = headers.get("content-encoding");
  if (encoding === null || encoding === "identity") return undefined;
  return {
    check,
    state: "note",
    text: `${address} comes compressed (${encoding})`,
    why: "A proxy that compresses a stream may keep small events until it has more.",
    advice: "Turn compression off for text/event-stream.",
  };
}
