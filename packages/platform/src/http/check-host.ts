import { AppError } from "@mcp-tools/core";
import type { MiddlewareHandler } from "hono";
import type { HostPolicy } from "./host-policy.ts";

/** Refuses requests that name a host which is not ours. */
export function checkHost({ isAllowedHost }: Pick<HostPolicy, "isAllowedHost">): MiddlewareHandler {
  return async function checkHost(c, next) {
    if (!isAllowedHost(c.req.header("host"))) {
      throw new AppError(
        "forbidden",
        "This server is not known by that Host name. Whoever runs it can add it to ALLOWED_HOSTS.",
      );
    }
    await next();
  };
}

/** Refuses browsers on a stranger's page; programs, which send no Origin, pass. */
export function checkOrigin({ isAllowedOrigin }: Pick<HostPolicy, "isAllowedOrigin">): MiddlewareHandler {
  return async function checkOrigin(c, next) {
    if (!isAllowedOrigin(c.req.header("origin"), c.req.header("host"))) {
      throw new AppError(
        "forbidden",
        "Pages from that Origin may not use this server. Whoever runs it can add it to ALLOWED_ORIGINS.",
      );
    }
    await next();
  };
}
