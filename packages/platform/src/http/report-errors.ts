import { type ErrorCode, isAppError, type Logger } from "@mcp-tools/core";
import type { Context, ErrorHandler, NotFoundHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { codeOfStatus, errorStatus } from "./error-status.ts";
import type { HttpEnv } from "./http-env.ts";

/** What every failed request is answered with. */
export interface ErrorBody {
  readonly error: { readonly code: ErrorCode; readonly message: string; readonly requestId: string | undefined };
}

/**
 * For `app.onError`: an error someone can act on is answered as it is; anything else is a fault, logged here and
 * nowhere else, of which the caller learns only the request id.
 */
export function reportErrors({ logger }: { readonly logger: Logger }): ErrorHandler<HttpEnv> {
  return function reportErrors(err, c) {
    if (isAppError(err) && err.code !== "internal") {
      const retryAfter = err.code === "rate_limited" ? retryAfterOf(err.detail) : undefined;
      if (retryAfter !== undefined) c.header("Retry-After", String(retryAfter));
      if (errorStatus[err.code] >= 500) logger.warn({ err, requestId: c.var.requestId }, "request refused");
      return answer(c, err.code, err.message);
    }
    if (err instanceof HTTPException && err.status < 500)
      return answer(c, codeOfStatus(err.status), err.message, err.status);
    logger.error({ err, requestId: c.var.requestId }, "request failed");
    return answer(c, "internal", "Something went wrong on the server. Its log has more under the request id.");
  };
}

/** Whole seconds, where the error says when to come back: `detail: { retryAfterMs }`. */
function retryAfterOf(detail: unknown): number | undefined {
  const ms =
    typeof detail === "object" && detail !== null && "retryAfterMs" in detail ? Number(detail.retryAfterMs) : NaN;
  return Number.isFinite(ms) ? Math.max(1, Math.ceil(ms / 1000)) : undefined;
}

/** For `app.notFound`. */
export function reportNotFound(): NotFoundHandler<HttpEnv> {
  return function reportNotFound(c) {
    return answer(c, "not_found", "There is nothing here.");
  };
}

function answer(c: Context<HttpEnv>, code: ErrorCode, message: string, status: number = errorStatus[code]): Response {
  if (code === "unauthorized") c.header("WWW-Authenticate", "Bearer");
  const body: ErrorBody = { error: { code, message, requestId: c.var.requestId } };
  return c.json(body, status as ContentfulStatusCode);
}
