/** Time ranges up to now, by the name that they have in the address. */
export const spans = {
  "15m": 15 * 60_000,
  "1h": 3_600_000,
  "24h": 86_400_000,
  "7d": 7 * 86_400_000,
  "30d": 30 * 86_400_000,
} as const;
export type SpanName = keyof typeof spans;

export const auditKinds = ["call", "approval", "change", "access"] as const;
export type KindName = (typeof auditKinds)[number];

export const auditTransports = ["http", "sse", "stdio", "cli", "console", "system"] as const;
export type TransportName = (typeof auditTransports)[number];

/** The filters of the page, as they stand in its address. Those from `kind` on are for readers of the whole audit. */
export interface ActivitySearch {
  readonly tool?: string;
  /** Outcomes, separated by commas. */
  readonly outcome?: string;
  readonly principal?: string;
  readonly kind?: KindName;
  /** The transport; sessions have another filter of that name in their address. */
  readonly through?: TransportName;
  readonly span?: SpanName;
  /** Milliseconds since the epoch; instead of `span`. */
  readonly from?: number;
  readonly to?: number;
  readonly text?: string;
  readonly subject?: string;
}

type Raw = Record<string, unknown>;

export function readActivitySearch(raw: Raw): ActivitySearch {
  const { outcome, kind, span } = raw;
  const found: ActivitySearch = {
    ...words(raw, "tool", 128),
    ...(typeof outcome === "string" && /^[a-z_]+(,[a-z_]+)*$/.test(outcome) ? { outcome } : {}),
    ...words(raw, "principal", 520),
    ...words(raw, "subject", 520),
    ...words(raw, "text", 200),
  };
  const known = auditKinds.find((one) => one === kind);
  const through = auditTransports.find((one) => one === raw["through"]);
  const isSpan = typeof span === "string" && Object.hasOwn(spans, span);
  return {
    ...found,
    ...(known === undefined ? {} : { kind: known }),
    ...(through === undefined ? {} : { through }),
    ...(isSpan ? { span: span as SpanName } : { ...moment(raw, "from"), ...moment(raw, "to") }),
  };
}

/** The router reads `?text=12` as a number. */
function words<Name extends string>(raw: Raw, name: Name, charsMax: number): { [N in Name]?: string } {
  const value = typeof raw[name] === "number" ? String(raw[name]) : raw[name];
  const fits = typeof value === "string" && value.trim() !== "" && value.length <= charsMax;
  return (fits ? { [name]: value } : {}) as { [N in Name]?: string };
}

function moment<Name extends string>(raw: Raw, name: Name): { [N in Name]?: number } {
  const value = raw[name];
  const fits = typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 8.64e15;
  return (fits ? { [name]: value } : {}) as { [N in Name]?: number };
}
