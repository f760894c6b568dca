import type { Principal } from "@mcp-tools/core";
import { Codes, idOf } from "../http/answer.ts";
import { BATCH_MAX, BATCH_VERSION } from "../server/batch.ts";
import type { Exchange } from "../server/create-server.ts";
import { isMessage } from "../server/is-message.ts";
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
  if (messages.length > BATCH_MAX) return invalid(`A batch holds at most ${BATCH_MAX} messages.`);
  if (messages.length === 0 || !messages.every(isMessage))
    return invalid("Bad Request: the body is not a JSON-RPC message.", idOf(body));
  const requests = messages.filter((message) => "method" in message && "id" in message);
  const ids = new Set<string | number>();
  // Adding what is there already leaves the size.
  const repeated = requests.find(({ id }) => session.isInFlight(id) || ids.size === ids.add(id).size);
  if (repeated !== undefined)
    return invalid(`Request id ${JSON.stringify(repeated.id)} is already in use in this session.`, repeated.id);
  for (const message of messages) session.deliver(message, sender);
  return undefined;
}
