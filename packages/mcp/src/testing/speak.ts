import type { OutgoingHttpHeaders } from "node:http";
import { openStream, send, type Message, type OpenStream, type Received } from "./send.ts";

export const MODERN = "2026-07-28";
const BOTH = "application/json, text/event-stream";

export interface ModernOptions {
  readonly id?: string | number;
  readonly capabilities?: object;
  /** Goes into `_meta`, beside or instead of what belongs there. */
  readonly meta?: Readonly<Record<string, unknown>>;
  /** Over the standard ones; `undefined` takes one away. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** A 2026-07-28 request with its envelope and headers, for `send` and `openStream`. */
export function modern(
  method: string,
  params: Readonly<Record<string, unknown>> = {},
  { id = 1, capabilities = {}, meta, headers }: ModernOptions = {},
) {
  const name = params["name"] ?? params["uri"];
  const _meta = {
    "io.modelcontextprotocol/protocolVersion": MODERN,
    "io.modelcontextprotocol/clientCapabilities": capabilities,
    ...(params["_meta"] as object | undefined),
    ...meta,
  };
  return {
    method: "POST",
    headers: without({
      accept: BOTH,
      "content-type": "application/json",
      "mcp-protocol-version": MODERN,
      "mcp-method": method,
      ...(typeof name === "string" && { "mcp-name": name }),
      ...headers,
    }),
    body: { jsonrpc: "2.0", id, method, params: { ...params, _meta } },
  };
}

export interface LegacyClient {
  readonly sessionId: string;
  readonly initialized: Message;
  /** Posts a message, or several, and reads the whole answer. */
  post(body: unknown, headers?: OutgoingHttpHeaders): Promise<Received>;
  /** Posts a message and reads the answer as it comes. */
  stream(body: unknown, headers?: OutgoingHttpHeaders): Promise<OpenStream>;
  get(headers?: OutgoingHttpHeaders): Promise<OpenStream>;
  end(): Promise<Received>;
}

export interface LegacyOptions {
  readonly version?: string;
  readonly capabilities?: object;
  readonly headers?: OutgoingHttpHeaders;
  /** Of the endpoint. */
  readonly toolset?: string;
}

/** Opens a session of Streamable HTTP as the revisions before 2026-07-28 do. */
export async function openSession(url: string, options: LegacyOptions = {}): Promise<LegacyClient> {
  const { headers = {}, toolset } = options;
  const answer = await send(endpointOf(url, toolset), {
    method: "POST",
    headers: { accept: BOTH, "content-type": "application/json", ...headers },
    body: initialize(options),
  });
  const sessionId = String(answer.headers["mcp-session-id"]);
  const client = joinSession(url, sessionId, options);
  await client.post({ jsonrpc: "2.0", method: "notifications/initialized" });
  return { ...client, initialized: parse(answer) };
}

/** The same session by another way, through another replica for one. */
export function joinSession(
  url: string,
  sessionId: string,
  { version = "2025-11-25", headers = {}, toolset }: LegacyOptions = {},
): LegacyClient {
  const endpoint = endpointOf(url, toolset);
  const common = {
    "content-type": "application/json",
    "mcp-session-id": sessionId,
    "mcp-protocol-version": version,
    ...headers,
  };
  return {
    sessionId,
    initialized: {},
    post: (body, more) => send(endpoint, { method: "POST", headers: { accept: BOTH, ...common, ...more }, body }),
    stream: (body, more) =>
      openStream(endpoint, { method: "POST", headers: { accept: BOTH, ...common, ...more }, body }),
    get: (more) =>
      openStream(endpoint, { method: "GET", headers: { accept: "text/event-stream", ...common, ...more } }),
    end: () => send(endpoint, { method: "DELETE", headers: common }),
  };
}

function endpointOf(url: string, toolset: string | undefined): string {
  return `${url}/mcp${toolset === undefined ? "" : `/${toolset}`}`;
}

export function initialize({ version = "2025-11-25", capabilities = {} }: LegacyOptions = {}) {
  return {
    jsonrpc: "2.0",
    id: "init",
    method: "initialize",
    params: { protocolVersion: version, capabilities, clientInfo: { name: "test", version: "1" } },
  };
}

export function callTool(id: string | number, name: string, args: object = {}, meta?: object) {
  return {
    jsonrpc: "2.0",
    id,
    method: "tools/call",
    params: { name, arguments: args, ...(meta !== undefined && { _meta: meta }) },
  };
}

export function cancel(requestId: string | number) {
  return { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId, reason: "enough" } };
}

/** The answer in a body, which is an event stream where it took its time. */
export function parse({ text }: { text: string }): Message {
  const events = text.split("\n").filter((line) => line.startsWith("data: {"));
  return JSON.parse(events.at(-1)?.slice("data: ".length) ?? text) as Message;
}

/** The text of a tool's result. */
export function textOf(message: Message): string {
  return String(message.result?.content?.[0]?.text);
}

function without(headers: Readonly<Record<string, string | undefined>>): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
}
