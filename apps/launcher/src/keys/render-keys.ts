import type { KeyView } from "@mcp-tools/governance";

/** One line a key, in columns. */
export function renderKeys(keys: readonly KeyView[]): string {
  const rows = keys.map((key) => [
    key.name,
    key.state,
    key.secrets.map(({ prefix }) => `${prefix}…`).join(" ") || "-",
    key.grant.access?.join(",") ?? "all",
    key.grant.toolsets?.join(",") ?? "all",
    dayOf(key.expiresAt) ?? "never",
    momentOf(key.lastUsedAt) ?? "never",
  ]);
  const table = [["NAME", "STATE", "KEY", "ACCESS", "TOOLSETS", "EXPIRES", "LAST USED"], ...rows];
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Everything about one key but what lets anyone in. */
export function renderKey(key: KeyView): string {
  const { grant, limits = {}, output = {} } = key;
  const lines: [string, string | number | undefined][] = [
    ["Name", key.name],
    ["Id", key.id],
    ["State", key.state],
    ...key.secrets.map(({ prefix, createdAt, expiresAt }): [string, string] => [
      "Key",
      `${prefix}… since ${momentOf(createdAt)}${expiresAt === undefined ? "" : `, until ${momentOf(expiresAt)}`}`,
    ]),
    ["Access", grant.access?.join(", ") ?? "all"],
    ["Toolsets", grant.toolsets?.join(", ") ?? "all"],
    ["Tools", grant.tools?.join(", ") ?? "all"],
    ["Calls a minute", limits.callsPerMinute],
    ["Calls a day", limits.callsPerDay],
    ["Calls in flight", limits.inFlight],
    ["Output bytes", output.bytes],
    ["Output tokens", output.tokens],
    ["Person", key.personId],
    ["Created", `${momentOf(key.createdAt)} by ${key.createdBy}`],
    ["Expires", momentOf(key.expiresAt) ?? "never"],
    ["Revoked", momentOf(key.revokedAt)],
    [
      "Last used",
      key.lastUsedAt === undefined ? "never" : `${momentOf(key.lastUsedAt)} from ${key.lastUsedFrom ?? "unknown"}`,
    ],
  ];
  return lines
    .filter(([, value]) => value !== undefined)
    .map(([label, value]) => `${label.padEnd(16)} ${value}`)
    .join("\n");
}

function momentOf(at: number | undefined): string | undefined {
  return at === undefined ? undefined : `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function dayOf(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString().slice(0, 10);
}
