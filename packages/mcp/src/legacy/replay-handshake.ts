import { createId, type Principal, type SessionRecord } from "@mcp-tools/core";
import type { JSONRPCMessage, JSONRPCRequest } from "@modelcontextprotocol/server";
import type { LegacySession } from "./legacy-session.ts";

/** Its answers were given long ago: they go nowhere. */
export async function replayHandshake(
  session: Pick<LegacySession, "deliver">,
  record: SessionRecord,
  principal: Principal,
): Promise<void> {
  await ask(
    session,
    {
      jsonrpc: "2.0",
      id: createId(),
      method: "initialize",
      params: record.initializeParams as Record<string, unknown>,
    },
    principal,
  );
  session.deliver({ jsonrpc: "2.0", method: "notifications/initialized" }, undefined, principal);
  if (record.logLevel !== undefined) await ask(session, setLevel(record.logLevel), principal);
}

export function setLevel(level: string): JSONRPCRequest {
  return { jsonrpc: "2.0", id: createId(), method: "logging/setLevel", params: { level } };
}

/** Delivers a request and waits for its answer. */
export function ask(
  session: Pick<LegacySession, "deliver">,
  request: JSONRPCRequest,
  principal: Principal,
): Promise<JSONRPCMessage> {
  return new Promise((resolve) => session.deliver(request, { push() {}, finish: resolve, drop() {} }, principal));
}
