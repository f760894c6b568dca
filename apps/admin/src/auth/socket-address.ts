import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context } from "hono";

/** The address of whoever holds the connection: a proxy's, where one is in front. */
export function socketAddress(c: Context): string | undefined {
  try {
    return getConnInfo(c).remote.address;
  } catch {
    // A request that came over no socket.
    return undefined;
  }
}
