import type { Leg } from "./call-job.ts";

export const legacyVersion = "2025-11-25";
export const modernVersion = "2026-07-28";

const clientInfo = { name: "mcp-tools-bench", version: "1.0.0" };

const modernMeta = {
  "io.modelcontextprotocol/protocolVersion": modernVersion,
  "io.modelcontextprotocol/clientCapabilities": {},
  "io.modelcontextprotocol/clientInfo": clientInfo,
};

export interface RequestLine {
  readonly method: "POST" | "DELETE";
  readonly path: string;
  readonly port: number;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
}

export function httpRequest({ method, path, port, headers = {}, body }: RequestLine): string {
  const text = body === undefined ? "" : JSON.stringify(body);
  const lines = [`${method} ${path} HTTP/1.1`, `Host: 127.0.0.1:${port}`, "User-Agent: mcp-tools-bench"];
  if (body !== undefined) lines.push("Content-Type: application/json", "Accept: application/json, text/event-stream");
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) lines.push(`${name}: ${value}`);
  return `${lines.join("\r\n")}\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
}

export function initializeBody(protocolVersion: string): unknown {
  return { jsonrpc: "2.0", id: 1, method: "initialize", params: { protocolVersion, capabilities: {}, clientInfo } };
}

export const initializedBody: unknown = { jsonrpc: "2.0", method: "notifications/initialized" };

export function sessionHeaders(sessionId: string | undefined): Record<string, string | undefined> {
  return { "Mcp-Session-Id": sessionId, "MCP-Protocol-Version": legacyVersion };
}

/** Ids are nine digits, so that every request of a connection has the same length and is put together from three strings. */
export const firstCallId = 100_000_000;

export function messageOf(id: number): string {
  return `call ${id} of the benchmark`;
}

/** Renders the `tools/call` request with a given id; the message to echo is {@link messageOf} it. */
export function callRequest(options: {
  leg: Leg;
  port: number;
  sessionId: string | undefined;
  extra?: Readonly<Record<string, string>> | undefined;
}): (id: number) => string {
  const { leg, port, sessionId, extra } = options;
  const params = { name: "echo", arguments: { message: messageOf(firstCallId) } };
  const headers =
    leg === "legacy"
      ? sessionHeaders(sessionId)
      : { "MCP-Protocol-Version": modernVersion, "Mcp-Method": "tools/call", "Mcp-Name": "echo" };
  const body = {
    jsonrpc: "2.0",
    id: firstCallId,
    method: "tools/call",
    params: leg === "legacy" ? params : { ...params, _meta: modernMeta },
  };
  const [before = "", between = "", after = ""] = httpRequest({
    method: "POST",
    path: "/mcp",
    port,
    headers: { ...headers, ...extra },
    body,
  }).split(String(firstCallId));
  return (id) => before + id + between + id + after;
}
