import type { Config } from "./load-config.ts";
import { isLoopback } from "./loopback.ts";

/** Whether MCP clients need a key. `AUTH=auto`: who reaches a loopback bind runs on this machine; Host and Origin are checked in front. */
export function requiresKey({ access, http }: Pick<Config, "access" | "http">): boolean {
  return access.auth === "auto" ? !isLoopback(http.host) : access.auth === "keys";
}
