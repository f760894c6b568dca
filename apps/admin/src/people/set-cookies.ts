import type { Context } from "hono";
import type { ApiEnv } from "../routes/api-deps.ts";

/** Adds `Set-Cookie` values to the answer. */
export function setCookies(c: Context<ApiEnv>, cookies: readonly string[]): void {
  for (const cookie of cookies) c.header("Set-Cookie", cookie, { append: true });
}
