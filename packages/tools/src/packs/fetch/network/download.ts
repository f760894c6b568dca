import { AppError } from "@mcp-tools/core";
import { checkUrl } from "./check-url.ts";
import { raceSignal } from "./race-signal.ts";
import { resolveHost, type ResolveOptions } from "./resolve-host.ts";
import type { Response } from "./visit.ts";

const REDIRECTS_MAX = 5;

export interface DownloadOptions extends ResolveOptions {
  readonly bytesMax: number;
}

/**
 * Asks for a URL and hands the answer to `use`; the connection lives no longer than that. `mayFollow` is asked before each
 * redirect, and throws where it may not be followed.
 */
export type Download = <T>(
  url: string,
  request: { accept: string; signal: AbortSignal; mayFollow?: ((target: URL) => void) | undefined },
  use: (response: Response) => Promise<T>,
) => Promise<T>;

/** Every hop is checked like the first: its URL, and the addresses of its host, to which alone a connection is made. */
export function createDownload(options: DownloadOptions): Download {
  return async (asked, request, use) => {
    let url = checkUrl(asked);
    // Brings undici along, which takes a while to load.
    const { visit } = await import("./visit.ts");
    for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects += 1) {
      const addresses = await raceSignal(resolveHost(url, options), request.signal);
      const outcome = await visit(url, { ...request, addresses, bytesMax: options.bytesMax, use });
      if ("result" in outcome) return outcome.result;
      url = checkUrl(outcome.location, url);
      request.mayFollow?.(url);
    }
    throw new AppError(
      "unavailable",
      `"${asked}" was redirected more than ${REDIRECTS_MAX} times. It may need cookies or a sign-in, which this tool has not.`,
    );
  };
}
