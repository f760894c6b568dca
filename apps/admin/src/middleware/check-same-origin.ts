import { AppError } from "@mcp-tools/core";
import type { MiddlewareHandler } from "hono";

const safeMethods = ["GET", "HEAD", "OPTIONS"];

/**
 * Against forged requests (CSRF): what changes something is done by our own page, or by a program with a token, which no
 * browser sends by itself. A browser says where a request comes from in `Sec-Fetch-Site`, and, where it does not (plain http
 * to another machine), in `Origin`. One that says neither is no browser of these days.
 */
export function checkSameOrigin({ consoleOrigin }: { consoleOrigin: string | undefined }): MiddlewareHandler {
  return async function checkSameOrigin(c, next) {
    if (!safeMethods.includes(c.req.method) && c.req.header("authorization") === undefined) {
      const { site, origin, host } = {
        site: c.req.header("sec-fetch-site"),
        origin: c.req.header("origin")?.toLowerCase(),
        host: c.req.header("host")?.toLowerCase() ?? "",
      };
      const isOwn = site === undefined ? isOwnOrigin(origin, host, consoleOrigin) : site === "same-origin";
      if (!isOwn) {
        throw new AppError(
          "forbidden",
          "Only the console's own page may do this with a session. Programs: send a token as Authorization: Bearer …",
        );
      }
    }
    await next();
  };
}

function isOwnOrigin(origin: string | undefined, host: string, consoleOrigin: string | undefined): boolean {
  if (origin === undefined) return false;
  return origin === consoleOrigin || origin === `http://${host}` || origin === `https://${host}`;
}
