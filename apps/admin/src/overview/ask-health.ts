import { isAppError } from "@mcp-tools/core";
import { within } from "./within.ts";

export interface Health {
  readonly ok: boolean;
  readonly problem?: string;
}

const deadlineMs = 1000;

/** Runs one check; a check that throws or is late counts as a problem. */
export async function askHealth(
  name: string,
  check: () => Promise<string | undefined> | string | undefined,
): Promise<Health> {
  try {
    const problem = await within(deadlineMs, name, Promise.resolve().then(check));
    return problem === undefined ? { ok: true } : { ok: false, problem };
  } catch (error) {
    return { ok: false, problem: isAppError(error) ? error.message : `${name} could not be checked.` };
  }
}
