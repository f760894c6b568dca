import { isLoopback, type Config } from "@mcp-tools/config";
import type { Overview } from "../contract/overview.ts";

/** Where clients reach MCP: known only where it listens on one address, or a proxy's was set. And whether they need a key there. */
export function connectTo({ access, http }: Pick<Config, "access" | "http">): Overview["connect"] {
  const { host, port, publicUrl } = http;
  const requiresKey = access.auth === "keys" || (access.auth === "auto" && !isLoopback(host));
  if (publicUrl !== undefined) return { url: publicUrl, requiresKey };
  if (port === 0) return { requiresKey };
  if (host === "0.0.0.0" || host === "::") return { port, requiresKey };
  return { url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`, requiresKey };
}
