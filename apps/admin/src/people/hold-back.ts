import { AppError } from "@mcp-tools/core";
import type { Context } from "hono";
import type { Guessed } from "../auth/create-throttle.ts";
import type { ApiDeps, ApiEnv } from "../routes/api-deps.ts";
import { strangerActor } from "./stranger-actor.ts";

/**
 * Before anything that guessing could be tried on: too many attempts from an address or at an account are sent away,
 * with the time to come back at.
 * @throws AppError `rate_limited`
 */
export async function holdBack(
  c: Context<ApiEnv>,
  { throttle, refusals, addressOf, networkOf }: Pick<ApiDeps, "throttle" | "refusals" | "addressOf" | "networkOf">,
  account?: string,
  guessed: Guessed = "password",
): Promise<void> {
  const waitMs = await throttle.attempt({ network: networkOf(c), account, guessed });
  if (waitMs === undefined) return;
  const seconds = Math.ceil(waitMs / 1000);
  const message = `Too many attempts. Try again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`;
  await refusals.record(strangerActor(c, addressOf, account), { kind: "access", action: "sign_in.throttled", message });
  throw new AppError("rate_limited", message, { detail: { retryAfterMs: waitMs } });
}
