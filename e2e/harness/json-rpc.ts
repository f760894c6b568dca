/** JSON-RPC messages as they stand on the wire. */
export interface Message {
  readonly jsonrpc: "2.0";
  readonly id?: string | number | null;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

export function toRequest(id: string | number, method: string, params?: object): Message {
  return { jsonrpc: "2.0", id, method, ...(params && { params: params as Record<string, unknown> }) };
}

export function toCall(id: string | number, name: string, args: object = {}): Message {
  return toRequest(id, "tools/call", { name, arguments: args });
}

export const initialized: Message = { jsonrpc: "2.0", method: "notifications/initialized" };

export function toInitialize(protocolVersion: string, capabilities: object = {}): Message {
  return toRequest("init", "initialize", { protocolVersion, capabilities, clientInfo: { name: "e2e", version: "1" } });
}

export const MODERN = "2026-07-28";

/** What every 2026-07-28 request carries. */
export function modernMeta(capabilities: object = {}): Record<string, unknown> {
  return {
    "io.modelcontextprotocol/protocolVersion": MODERN,
    "io.modelcontextprotocol/clientCapabilities": capabilities,
    "io.modelcontextprotocol/clientInfo": { name: "e2e", version: "1" },
  };
}

/** A 2026-07-28 call with its headers, for `send`. */
export function modernCall(
  id: string | number,
  name: string,
  args: object = {},
): { method: "POST"; headers: Record<string, string>; body: Message } {
  return {
    method: "POST",
    headers: {
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": MODERN,
      "mcp-method": "tools/call",
      "mcp-name": name,
    },
    body: toRequest(id, "tools/call", { name, arguments: args, _meta: modernMeta() }),
  };
}

export function textOf(message: Message): string {
  const content = message.result?.["content"] as { text?: string }[] | undefined;
  return (content ?? []).map(({ text = "" }) => text).join("\n");
}

/** The answer in a body: the only message of a JSON one, the last of an event stream. @throws SyntaxError where there is none */
export function lastMessage(body: string): Message {
  const [last = body] = body
    .split("\n")
    .filter((line) => line.startsWith("data: {"))
    .slice(-1);
  return JSON.parse(last.replace(/^data: /, "")) as Message;
}
