import type { JSONRPCMessage } from "@modelcontextprotocol/server";

/** The id of the request that this notification cancels; undefined for every other message, a request of that name included. */
export function cancelledId(message: JSONRPCMessage): string | number | undefined {
  if (!("method" in message) || "id" in message || message.method !== "notifications/cancelled") return undefined;
  const requestId = message.params?.["requestId"];
  return typeof requestId === "string" || typeof requestId === "number" ? requestId : undefined;
}
