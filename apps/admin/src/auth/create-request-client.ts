import type { HttpBindings } from "@hono/node-server";
import { createClientAddress } from "@mcp-tools/platform";
import type { ApiDeps } from "../routes/api-deps.ts";

/** Who is at the other end, behind whatever proxies are trusted. */
export function createRequestClient(options: {
  readonly trustedProxies: readonly string[];
}): Pick<ApiDeps, "addressOf" | "networkOf"> {
  const clientAddress = createClientAddress(options);
  const clientOf = ({ env }: { env: unknown }) => clientAddress((env as HttpBindings).incoming);
  return {
    addressOf(c) {
      const { address } = clientOf(c);
      return address === "unknown" ? undefined : address;
    },
    networkOf: (c) => clientOf(c).network,
  };
}
