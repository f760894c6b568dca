import type { ClientAddress } from "./client-address.ts";

/** Whether a request may pass. `first`: it is the first one too many from there this second, which is worth a line in the log. */
export type FloodGuard = (client: Pick<ClientAddress, "network" | "isLoopback">) => "pass" | "first" | "refused";

const NETWORKS_MAX = 50_000;

/**
 * At most so many requests a second from each network; loopback is not counted, 0 is no limit. The counts of a second are
 * forgotten together, so that a request costs one look at a table, whatever there is of them. When a second has seen more
 * networks than can be counted apart, the rest share one count.
 */
export function createFloodGuard(perSecond: number): FloodGuard {
  if (perSecond === 0) return () => "pass";
  let second = 0;
  let counts = new Map<string, number>();
  return ({ network, isLoopback }) => {
    if (isLoopback) return "pass";
    const now = Math.floor(performance.now() / 1000);
    if (now !== second) {
      second = now;
      counts = new Map();
    }
    const key = counts.size < NETWORKS_MAX || counts.has(network) ? network : "";
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    if (count <= perSecond) return "pass";
    return count === perSecond + 1 ? "first" : "refused";
  };
}
