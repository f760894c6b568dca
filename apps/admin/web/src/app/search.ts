/** What each page keeps in the address. Anything that does not fit is dropped: an address is typed by people. */
export const ranges = {
  "15m": { spanMs: 15 * 60_000, stepMs: 15_000 },
  "1h": { spanMs: 3_600_000, stepMs: 60_000 },
  "6h": { spanMs: 6 * 3_600_000, stepMs: 5 * 60_000 },
  "24h": { spanMs: 24 * 3_600_000, stepMs: 15 * 60_000 },
  "7d": { spanMs: 7 * 86_400_000, stepMs: 2 * 3_600_000 },
} as const;
export type RangeName = keyof typeof ranges;

export interface HomeSearch {
  readonly range?: RangeName;
  readonly show?: "durations";
}

export interface ToolsSearch {
  readonly q?: string;
  readonly access?: "read" | "write" | "destructive";
  readonly pack?: string;
  readonly state?: "on" | "off";
  /** What the panel shows; absent: the first that the person may see. */
  readonly tab?: ToolTab;
}

export const toolTabs = ["try", "schema", "access", "calls", "history"] as const;
export type ToolTab = (typeof toolTabs)[number];

export interface SignInSearch {
  /** Where to go then: a path of the console. */
  readonly next?: string;
  /** Why the identity provider's answer did not let one in. */
  readonly error?: string;
  /** Somebody was signed in, and is no more. */
  readonly ended?: boolean;
}

/** A link that was handed over. */
export interface TokenSearch {
  readonly token?: string;
}

type Raw = Record<string, unknown>;

/** Nothing but what `read` makes of it: the router would put back from the address whatever is merely left out. */
export function only<Reader extends (raw: Raw) => object>(read: Reader): Reader {
  const readOnly = (raw: Raw) => ({
    ...Object.fromEntries(Object.keys(raw).map((name) => [name, undefined])),
    ...read(raw),
  });
  return readOnly as Reader;
}

export function readHomeSearch({ range, show }: Raw): HomeSearch {
  return {
    ...(typeof range === "string" && Object.hasOwn(ranges, range) ? { range: range as RangeName } : {}),
    ...(show === "durations" ? { show } : {}),
  };
}

export function readToolsSearch({ q, access, pack, state, tab }: Raw): ToolsSearch {
  return {
    ...text("q", q),
    ...(access === "read" || access === "write" || access === "destructive" ? { access } : {}),
    ...text("pack", pack),
    ...(state === "on" || state === "off" ? { state } : {}),
    ...(toolTabs.includes(tab as ToolTab) ? { tab: tab as ToolTab } : {}),
  };
}

export function readSignInSearch({ next, error, ended }: Raw): SignInSearch {
  return {
    ...(typeof next === "string" && isOwnPath(next) ? { next } : {}),
    ...(typeof error === "string" && /^[\w ]{1,60}$/.test(error) ? { error } : {}),
    ...(ended === true ? { ended } : {}),
  };
}

export function readTokenSearch({ token }: Raw): TokenSearch {
  return typeof token === "string" && /^[\w-]{20,200}$/.test(token) ? { token } : {};
}

/** Never to another host: `//other.example` is one, and browsers read `\\` as `/`. */
function isOwnPath(path: string): boolean {
  return /^\/(?![/\\])[^\\]*$/.test(path);
}

/** The router reads `?q=12` as a number. */
function text<Name extends string>(name: Name, value: unknown): { [N in Name]?: string } {
  const found = typeof value === "number" ? String(value) : value;
  return (typeof found === "string" && found !== "" ? { [name]: found } : {}) as { [N in Name]?: string };
}
