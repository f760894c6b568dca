import {
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResponse,
  type JSONRPCMessage,
} from "@modelcontextprotocol/server";
import type { Principal } from "@mcp-tools/core";
import { Codes, idOf } from "../http/answer.ts";
import type { Exchange } from "../server/create-server.ts";
import type { SseSession } from "./sse-session.ts";

/** Who sent a message, and how. As JSON it is the same, so that it can come from another process. */
export interface Sender extends Omit<Exchange, "principal"> {
  readonly principal: Principal;
}

/** Why a message is not taken. */
export interface Refusal {
  readonly status: number;
  readonly code: number;
  readonly message: string;
  readonly id?: string | number | null | undefined;
}

const BATCH_VERSION = "2025-03-26";

export const sessionIsGone = (body: unknown): Refusal => ({
  status: 404,
  code: Codes.sessionNotFound,
  message: "Session not found. Its stream has ended; open GET /sse again.",
  id: idOf(body),
});

/** Hands what a client sent to its session. Returns why not, where that cannot be. */
export function acceptMessages(session: SseSession | undefined, body: unknown, sender: Sender): Refusal | undefined {
  if (session === undefined || session.principalId !== sender.principal.id) return sessionIsGone(body);
  const invalid = (message: string, id?: string | number | null): Refusal => ({
    status: 400,
    code: Codes.invalidRequest,
    message,
    id,
  });
  if (Array.isArray(body) && session.protocolVersion() !== BATCH_VERSION)
    return invalid(`Batches exist in revision ${BATCH_VERSION} only. Send one message at a time.`);
  const messages: unknown[] = Array.isArray(body) ? body : [body];
  if (messages.length === 0 || !messages.every(isMessage))
    return invalid("Bad Request: the body is not a JSON-RPC message.", idOf(body));
  const requests = messages.filter((message) => "method" in message && "id" in message);
  const repeated = requests.find(
    (request, index) =>
      session.isInFlight(request.id) || requests.findIndex((other) => other.id === request.id) < index,
  );
  if (repeated !== undefined)
    return invalid(`Request id ${JSON.stringify(repeated.id)} is already in use in this session.`, repeated.id);
  for (const message of messages) session.deliver(message, sender);
  return undefined;
}

function isMessage(value: unknown): value is JSONRPCMessage {
  return isJSONRPCRequest(value) || isJSONRPCNotification(value) || isJSONRPCResponse(value);
}
