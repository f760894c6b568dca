import type { Logger } from "@mcp-tools/core";
import { settlesWithin } from "./deadline.ts";

export interface Closing {
  readonly part: string;
  readonly deadlineMs: number;
  readonly close: () => Promise<void>;
}

/** Closes one after the other, each within its deadline. What could not be closed is logged and stops nothing. */
export async function closeAll(parts: readonly Closing[], logger: Logger): Promise<void> {
  for (const { part, deadlineMs, close } of parts) {
    try {
      if (!(await settlesWithin(close(), deadlineMs))) logger.warn({ part, deadlineMs }, "not closed in time");
    } catch (err) {
      logger.warn({ part, err }, "not closed cleanly");
    }
  }
}
