import { isIP } from "node:net";
import { delimiter, resolve } from "node:path";
import * as z from "zod";

/** The largest delay a Node timer takes: 24.8 days. */
export const TIMER_MS_MAX = 2_147_483_647;

/** A whole number as people write one; `1e3`, `0x10` and `12.5` are typing errors. */
export function wholeNumber(min: number, max: number) {
  const error = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,16}$/, { error, abort: true })
    .transform(Number)
    .pipe(z.number().min(min, error).max(max, error));
}

export const port = wholeNumber(0, 65_535);

/** Items separated by commas; blanks and empty items do not count. */
export const list = z.string().transform((text) =>
  text
    .split(",")
    .map((item) => item.trim())
    .filter(Boolean),
);

export const folder = z.string().transform((path) => resolve(path));

/** Folders separated as in PATH. */
export const folders = z.string().transform((text) =>
  text
    .split(delimiter)
    .map((path) => path.trim())
    .filter(Boolean)
    .map((path) => resolve(path)),
);

/** Without the slash at its end. */
export const httpUrl = z
  .url({ protocol: /^https?$/, error: "must be a URL that starts with http:// or https://" })
  .transform((url) => url.replace(/\/+$/, ""));

export function urlOf(...schemes: string[]) {
  const error = `must be a URL that starts with ${schemes.map((scheme) => `${scheme}://`).join(" or ")}`;
  return z.url({ protocol: new RegExp(`^(?:${schemes.join("|")})$`), error });
}

export const onOff = oneOf(["on", "off", "true", "false", "1", "0", "yes", "no"]).transform((word) =>
  ["on", "true", "1", "yes"].includes(word),
);

/** One of the words, in any case. */
export function oneOf<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z
    .string()
    .toLowerCase()
    .pipe(z.enum(words, { error: `must be one of ${words.join(", ")}` }));
}

/** An address or a name to listen on; the brackets of an IPv6 address may stay. */
export const bindAddress = z
  .string()
  .transform((host) => host.replace(/^\[(.*)\]$/, "$1"))
  .refine((host) => /^[a-z0-9.:_%-]+$/i.test(host), {
    error: "must be an address or a host name, without scheme and port",
  });

/** Host names for `Host` checks: `name`, `name:port` (the port is ignored), `*.name`, or `*`. */
export const hostNames = list.refine(
  (names) => names.every((name) => /^(?:\*|(?:\*\.)?[a-z0-9_.-]+(?::\d+)?|\[?[0-9a-f:.]+\]?(?::\d+)?)$/i.test(name)),
  { error: "must be host names separated by commas, e.g. tools.example.com, *.example.com; no scheme and no path" },
);

/** Browser origins: scheme, host and port, nothing behind. */
export const origins = list
  .transform((items) => items.map((item) => item.replace(/\/$/, "").toLowerCase()))
  .refine((items) => items.every((item) => /^(?:\*|[a-z][a-z0-9+.-]*:\/\/[^\s/?#@*]+)$/.test(item)), {
    error: "must be origins separated by commas, e.g. https://chat.example.com; no path",
  });

export function longText(charactersMin: number) {
  return z.string().min(charactersMin, `must have ${charactersMin} characters or more`);
}

/** Addresses and networks in CIDR notation, or the word `loopback`. */
export const networks = list.refine((items) => items.every(isNetwork), {
  error: "must be addresses or networks separated by commas, e.g. 10.0.0.0/8, ::1, loopback",
});

function isNetwork(item: string): boolean {
  if (item === "loopback") return true;
  const [address = "", bits, ...rest] = item.split("/");
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}
