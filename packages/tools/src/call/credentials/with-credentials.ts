import { isAppError } from "@mcp-tools/core";
import type { CredentialSource } from "../ports.ts";
import type { Run } from "../run.ts";
import { endWith, type RunningCall, type Stage } from "../stage.ts";
import type { CallAnswer } from "../tool-call.ts";
import { createSecretMask } from "./create-secret-mask.ts";

/**
 * Gives the tool the secrets that it declared, for this run, and masks them in whatever comes back. Calls of tools that
 * declare none go straight through.
 */
export function withCredentials(source: CredentialSource | undefined, run: Run): Run {
  const runWith = provideCredentials(source, run);
  return (call) => (needsCredentials(call) ? runWith(call) : run(call));
}

function provideCredentials(source: CredentialSource | undefined, run: Run): Run {
  return async (call) => {
    const read = await readCredentials(call, source);
    if ("kind" in read) return read;
    const mask = createSecretMask(Object.values(read.values));
    call.secrets = { values: Object.freeze(read.values), mask };
    const answer = await run(call);
    call.message = mask(call.message);
    try {
      return mask(answer);
    } catch {
      // What it said in refusing to be read may hold a secret, too.
      return endWith(call, "error", "The tool returned something that cannot be written as JSON.");
    }
  };
}

/** Before anybody is asked for approval: a call that cannot run anyway should bother nobody. */
export function checkCredentials(source: CredentialSource | undefined): Stage {
  const check: Stage = async (call, next) => {
    const read = await readCredentials(call, source);
    return "kind" in read ? read : next(call);
  };
  return (call, next) => (call.decision?.effect === "ask" && needsCredentials(call) ? check(call, next) : next(call));
}

function needsCredentials({ tool }: RunningCall): boolean {
  const names = tool?.definition.credentials;
  return names !== undefined && names.length > 0;
}

/** Or the answer to the caller, where they cannot be had. */
async function readCredentials(
  call: RunningCall,
  source: CredentialSource | undefined,
): Promise<{ values: Readonly<Record<string, string>> } | CallAnswer> {
  const names = call.tool?.definition.credentials ?? [];
  if (source === undefined)
    return endWith(call, "refused", `This tool needs credentials (${names.join(", ")}), and there are none here.`);
  try {
    return { values: await source.read(call.request.principal, names) };
  } catch (error) {
    if (isAppError(error)) return endWith(call, "refused", error.message);
    throw error;
  }
}
