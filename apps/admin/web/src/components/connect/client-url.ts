import type { Overview } from "../../../../src/contract/overview.ts";

/** Where clients reach MCP. A server that listens on every address is reached by the name this page was reached by. */
export function clientUrl({ url, port }: Overview["connect"], pageHost: string): string | undefined {
  if (url !== undefined) return url;
  return port === undefined ? undefined : `http://${pageHost}:${port}`;
}
