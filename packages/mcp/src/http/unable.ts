import { isAppError, type HttpResponse } from "@mcp-tools/core";
import { answerError, Codes } from "./answer.ts";

/** Answers and notifications of a client are let in to the end: calls in flight may wait for them. */
export function asksForWork(body: unknown): boolean {
  return Array.isArray(body)
    ? body.some(asksForWork)
    : typeof body === "object" && body !== null && "method" in body && "id" in body;
}

/** A store that cannot be reached is nobody's fault and soon over; anything else is ours. */
export function answerFault(res: HttpResponse, error: unknown, id: string | number | null): void {
  if (isAppError(error) && error.code === "unavailable")
    return answerError(res, {
      status: 503,
      code: Codes.server,
      message: error.message,
      id,
      headers: { "retry-after": "5" },
    });
  answerError(res, { status: 500, code: Codes.internal, message: "Internal error", id });
}

export function answerDraining(res: HttpResponse, id: string | number | null = null): void {
  answerError(res, {
    id,
    status: 503,
    code: Codes.server,
    message: "This server is shutting down. Try again.",
    headers: { "retry-after": "1", connection: "close" },
  });
}
