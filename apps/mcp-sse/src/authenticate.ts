import type { IncomingHttpHeaders } from "node:http";
import { localPrincipal, type Principal } from "@mcp-tools/core";
import { isLoopback, type Config } from "@mcp-tools/config";

/** The caller, or undefined when the credentials are missing or wrong. */
export type Authenticate = (headers: IncomingHttpHeaders) => Principal | undefined;

/**
 * `AUTH`: a loopback bind is open (Host and Origin are checked in front), any other needs a credential. No kind of
 * credential is accepted yet, so a closed server serves nobody rather than everybody.
 */
export function createAuthenticate({ http, access }: Pick<Config, "http" | "access">): Authenticate {
  const isOpen = access.auth === "off" || (access.auth === "auto" && isLoopback(http.host));
  return isOpen ? () => localPrincipal : () => undefined;
}
