import { type EventStream, openEventStream } from "./event-stream.ts";
import { type Answer, send } from "./http.ts";
import { initialized, type Message, toInitialize } from "./json-rpc.ts";

/** A session on `/mcp` spoken by hand. */
export interface LegacySession {
  readonly id: string;
  /** The answer to `initialize`. */
  readonly result: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  post(body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** POSTs, and reads the answer as it comes. */
  stream(body: Message): Promise<EventStream>;
  get(headers?: Readonly<Record<string, string>>): Promise<EventStream>;
  delete(): Promise<Answer>;
}

const accept = { accept: "application/json, text/event-stream" };

export async function openLegacySession(
  url: string,
  version: string,
  capabilities: object = {},
): Promise<LegacySession> {
  const mcp = `${url}/mcp`;
  const answer = await send(mcp, { method: "POST", headers: accept, body: toInitialize(version, capabilities) });
  const id = answer.headers["mcp-session-id"];
  const { result } = JSON.parse(answer.text) as Message;
  if (typeof id !== "string" || result === undefined)
    throw new Error(`No session for ${version}: ${answer.status} ${answer.text}`);
  const negotiated = String(result["protocolVersion"]);
  // 2025-03-26 has no such header yet.
  const headers = {
    ...accept,
    "mcp-session-id": id,
    ...(negotiated > "2025-03-26" && { "mcp-protocol-version": negotiated }),
  };
  const session: LegacySession = {
    id,
    result,
    headers,
    post: (body, more = {}) => send(mcp, { method: "POST", headers: { ...headers, ...more }, body: body as object }),
    stream: (body) => openEventStream(mcp, { method: "POST", headers, body }),
    get: (more = {}) => openEventStream(mcp, { headers: { ...headers, accept: "text/event-stream", ...more } }),
    delete: () => send(mcp, { method: "DELETE", headers }),
  };
  const accepted = await session.post(initialized);
  if (accepted.status !== 202) throw new Error(`notifications/initialized: ${accepted.status} ${accepted.text}`);
  return session;
}

/** The message of a JSON body, or the answers in an event stream's body. */
export function messagesOf({ headers, text }: Answer): Message[] {
  if (!String(headers["content-type"]).startsWith("text/event-stream")) {
    const body = JSON.parse(text) as Message | Message[];
    return Array.isArray(body) ? body : [body];
  }
  return text
    .split("\n")
    .flatMap((line) => (line.startsWith("data: {") ? [JSON.parse(line.slice("data: ".length)) as Message] : []));
}
