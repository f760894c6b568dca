import { setTimeout as sleep } from "node:timers/promises";
import { isAppError } from "@mcp-tools/core";

/** A restart of Redis, or another node's taking over for it. */
const PATIENCE_MS = [50, 100, 250, 500, 1_000, 2_000];

/**
 * Again while Redis is away: for what is not harmed by being done twice.
 * @throws AppError `unavailable` when it stays away for some 4 s
 */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (const ms of PATIENCE_MS) {
    try {
      return await work();
    } catch (error) {
      if (!isAppError(error) || error.code !== "unavailable") throw error;
      await sleep(ms * (0.5 + Math.random()), undefined, { ref: false });
    }
  }
  return work();
}
