import { parseStrictJson } from "@mcp-tools/governance";
import type { MiddlewareHandler } from "hono";
import type { ApiEnv } from "../routes/api-deps.ts";

const isJson = /^application\/(?:[a-z.-]+\+)?json(?:\s*;|$)/i;

/**
 * Refuses a JSON body in which an object names a property twice: whoever looked at it before may have read another value
 * than we would.
 */
export const strictJson: MiddlewareHandler<ApiEnv> = async function strictJson(c, next) {
  if (isJson.test(c.req.header("content-type") ?? "")) {
    const text = await c.req.text();
    if (text !== "") parseStrictJson(text);
  }
  await next();
};
