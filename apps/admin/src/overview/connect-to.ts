import { requiresKey, type Config } from "@mcp-tools/config";
import type { Overview } from "../contract/overview.ts";

/** Where clients reach MCP: known only where it listens on one address, or a proxy's was set. And whether they need a key there. */
export function connectTo(config: Pick<Config, "access" | "http">): Overview["connect"] {
  return { ...addressOf(config), requiresKey: requiresKey(config) };
}

function addressOf({ http: { host, port, publicUrl } }: Pick<Config, "http">): { url?: string; port?: number } {
  if (publicUrl !== undefined) return { url: publicUrl };
  if (port === 0) return {};
  if (host === "0.0.0.0" || host === "::") return { port };
  return { url: `http://${host.includes(":") ? `[${host}]` : host}:${port}` };
}
