import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono, type Context, type MiddlewareHandler } from "hono";
import type { SecureHeadersVariables } from "hono/secure-headers";
import type { AdminDeps } from "../deps.ts";

/** Stands in the built page where the nonce of the answer goes; see web/vite.config.ts. */
const noncePlaceholder = "__CSP_NONCE__";

/** The browser side: built files, and the page itself for every address that a person navigates to. */
export function webRoutes({ webDir }: Pick<AdminDeps, "webDir">): Hono<{ Variables: SecureHeadersVariables }> {
  const routes = new Hono<{ Variables: SecureHeadersVariables }>();
  if (webDir !== undefined) {
    routes.get("/assets/*", files(webDir, "public, max-age=31536000, immutable"));
    routes.get("/:file{[a-z-]+\\.(?:js|svg|webmanifest)}", files(webDir, "no-cache"));
  }

  routes.get("*", async (c, next) => {
    if (!isNavigation(c)) return next();
    c.header("Cache-Control", "no-store");
    if (webDir === undefined)
      return c.text("The console's pages are not built. Run `pnpm build`, then start again.\n", 503);
    const page = await readFile(join(webDir, "index.html"), "utf8");
    return c.html(page.replaceAll(noncePlaceholder, c.get("secureHeadersNonce") ?? ""));
  });
  return routes;
}

function files(webDir: string, cacheControl: string): MiddlewareHandler {
  const serve = serveStatic({ root: webDir, precompressed: true });
  return async (c, next) => {
    const response = await serve(c, next);
    if (response instanceof Response) response.headers.set("Cache-Control", cacheControl);
    return response;
  };
}

/** A person opening an address, as opposed to a script fetching one or a missing file. */
function isNavigation(c: Context): boolean {
  if (c.req.path === "/api" || c.req.path.startsWith("/api/") || c.req.path.startsWith("/assets/")) return false;
  if (c.req.path === "/") return true;
  const mode = c.req.header("sec-fetch-mode");
  if (mode !== undefined) return mode === "navigate";
  return c.req.header("accept")?.includes("text/html") ?? false;
}
