import type { Principal } from "@mcp-tools/core";
import type { JSONRPCMessage, JSONRPCRequest, Server } from "@modelcontextprotocol/server";
import type { ServerUnit } from "../server/create-server.ts";

/** The handshake's answer, from a server of its own: only a handshake that succeeded makes a session. */
export async function negotiate(
  createServer: (unit: ServerUnit) => Server,
  request: JSONRPCRequest,
  principal: Principal,
): Promise<JSONRPCMessage> {
  const server = createServer({ principal, transport: "http", exchangeOf: () => undefined });
  return new Promise((resolve, reject) => {
    const transport = {
      start: () => Promise.resolve(),
      close: () => Promise.resolve(),
      send: (message: JSONRPCMessage) => Promise.resolve(resolve(message)),
      onmessage: undefined as ((message: JSONRPCMessage) => void) | undefined,
    };
    server.connect(transport).then(() => transport.onmessage?.(request), reject);
  });
}
