import { clientNameOf } from "./envelope.ts";

/** The client's name in the `params` of its `initialize`; undefined where they do not say it. */
export function clientInfoOf(initializeParams: unknown): string | undefined {
  const info = (initializeParams as { clientInfo?: { name?: unknown; version?: unknown } } | undefined)?.clientInfo;
  if (typeof info?.name !== "string") return undefined;
  return clientNameOf({ name: info.name, version: typeof info.version === "string" ? info.version : "" });
}
