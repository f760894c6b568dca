import type { MissingPart } from "@mcp-tools/platform";
import type { Output } from "../cli/output.ts";

export interface Started {
  readonly version: string;
  /** What it waits for before it serves; `/ready` says the same. */
  readonly missing: readonly MissingPart[];
  /** Where MCP listens, e.g. `http://127.0.0.1:9090`. */
  readonly mcpUrl: string | undefined;
  readonly consoleUrl: string | undefined;
  /** Below `consoleUrl`, while the console has no owner: makes the first one, once. */
  readonly setupPath: string | undefined;
  readonly database: string;
  /** Nobody comes in without a key or token. */
  readonly wantsKey: boolean;
  /** How to run this command line here, e.g. `npm start --`. */
  readonly command: string;
}

/** What a person needs next, once everything listens. */
export function startNotice(
  { version, missing, mcpUrl, consoleUrl, setupPath, database, wantsKey, command }: Started,
  { bold, dim }: Pick<Output, "bold" | "dim">,
): string {
  const state = missing.length === 0 ? "is ready" : "has started, and is not ready yet:";
  const reasons = missing.map(({ name, reason }) => `    ${name}: ${reason}`);
  const lines = ["", `  ${bold("mcp-tools")} ${dim(version)} ${state}`, ...reasons, ""];
  if (mcpUrl)
    lines.push(`  ${dim("MCP")}       ${mcpUrl}/mcp`, `  ${dim("SSE")}       ${mcpUrl}/sse ${dim("(older clients)")}`);
  if (consoleUrl) lines.push(`  ${dim("Console")}   ${consoleUrl}`);
  lines.push(`  ${dim("Data")}      ${database}`, "");
  if (consoleUrl && setupPath) {
    lines.push("  Nobody can use the console yet. Open this once, within a day, to become its owner:", "");
    lines.push(`    ${bold(`${consoleUrl}${setupPath}`)}`, "");
  }
  if (mcpUrl) {
    if (wantsKey)
      lines.push(`  Each client needs a key, which is shown once: ${command} keys create --name <client>`, "");
    const headers = wantsKey ? `, "headers": { "Authorization": "Bearer <key>" }` : "";
    lines.push(`  Put this into your client's configuration${dim(", e.g. .mcp.json or ~/.cursor/mcp.json")}:`, "");
    lines.push(`    { "mcpServers": { "mcp-tools": { "type": "http", "url": "${mcpUrl}/mcp"${headers} } } }`, "");
    lines.push(`  or let it be written: ${command} connect <client> --write`);
    lines.push(`  ${dim("(claude-desktop, claude-code, cursor, vscode, codex)")}`, "");
  }
  return lines.join("\n");
}
