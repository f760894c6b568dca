import { isAppError, type ErrorCode } from "@mcp-tools/core";
import type { Actor } from "@mcp-tools/governance";
import type { ApiDeps } from "../routes/api-deps.ts";

/** Does `work`; where it is refused with one of the codes, a row in the audit says so. */
export async function notingRefusal<T>(
  refusals: ApiDeps["refusals"],
  actor: Actor,
  { action, codes }: { action: string; codes: readonly ErrorCode[] },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isAppError(error) && codes.includes(error.code))
      await refusals.record(actor, { kind: "access", action, message: error.message });
    throw error;
  }
}
