import { createId } from "@mcp-tools/core";
import type { MiddlewareHandler } from "hono";
import type { HttpEnv } from "./http-env.ts";

/** The id that a proxy in front gave the request, where it is short and plain; else a new one. */
export function acceptRequestId(header: string | undefined): string {
  return header !== undefined && /^[\w.:-]{1,128}$/.test(header) ? header : createId();
}

/** Gives every request an id and says it in the answer. */
export function requestId(): MiddlewareHandler<HttpEnv> {
  return async function requestId(c, next) {
    const id = acceptRequestId(c.req.header("x-request-id"));
    c.set("requestId", id);
    c.header("X-Request-Id", id);
    await next();
  };
}
