import { AppError } from "@mcp-tools/core";
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";

export interface Address {
  readonly address: string;
  readonly family: number;
}

/** All addresses of a host name, preferred first. */
export type Lookup = (hostname: string) => Promise<readonly Address[]>;

export const lookupHost: Lookup = (hostname) => lookup(hostname, { all: true });

export interface ResolveOptions {
  /** Whether a connection to this address may be made. */
  readonly isAllowed: (address: string) => boolean;
  readonly lookup: Lookup;
}

/**
 * The addresses that a URL's host may be reached at. Resolved once: whoever connects must use these and no others,
 * because the name may have another answer the next time.
 * @throws AppError `forbidden` when none of them may be connected to, `not_found` when there are none
 */
export async function resolveHost(url: URL, { isAllowed, lookup }: ResolveOptions): Promise<readonly Address[]> {
  // URL has turned decimal, octal, hexadecimal and shortened IPv4 addresses into the usual form.
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const family = isIP(host);
  const addresses = family === 0 ? await find(host, lookup) : [{ address: host, family }];
  const permitted = addresses.filter(({ address }) => isAllowed(address));
  if (permitted.length === 0) {
    throw new AppError(
      "forbidden",
      `${url.origin} is in a private or reserved network, which this tool does not reach. Whoever runs the server can allow it with FETCH_ALLOW_PRIVATE.`,
      { detail: { addresses } },
    );
  }
  return permitted;
}

async function find(host: string, lookup: Lookup): Promise<readonly Address[]> {
  let addresses: readonly Address[];
  try {
    addresses = await lookup(host);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (code === "ENOTFOUND" || code === "ENODATA") throw noSuchHost(host, cause);
    throw new AppError(
      "unavailable",
      `The name "${host}" could not be looked up (${String(code ?? cause)}). Try again in a moment.`,
      { cause },
    );
  }
  if (addresses.length === 0) throw noSuchHost(host);
  return addresses;
}

function noSuchHost(host: string, cause?: unknown): AppError {
  return new AppError("not_found", `There is no host named "${host}". Check the URL for a typing mistake.`, { cause });
}
