import type { Principal } from "@mcp-tools/core";
import type { ServerUnit } from "./create-server.ts";

/** Who sent this request: a credential can change while its session lives, so the exchange's comes before the unit's. */
export function principalOf(unit: ServerUnit, jsonRpcId: string | number): Principal {
  return unit.exchangeOf(jsonRpcId)?.principal ?? unit.principal;
}
