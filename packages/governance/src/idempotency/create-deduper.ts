import {
  isAppError,
  type ChangeFeed,
  type IdempotencyRecord,
  type IdempotencyStore,
  type Logger,
} from "@mcp-tools/core";
import type { Claim, Deduper, RunningCall, ToolResult } from "@mcp-tools/tools";
import { subjectOf, type CallSubject } from "../canonical/subject-of.ts";
import { createTurnstile } from "../waiting/create-turnstile.ts";
import { createWaitingRoom } from "../waiting/create-waiting-room.ts";
import { keepTrying } from "../waiting/keep-trying.ts";

export interface DeduperDeps {
  readonly store: IdempotencyStore;
  readonly changes: ChangeFeed;
  /** Of this process, as it reports itself to the others. */
  readonly processId: string;
  /** Called before something is claimed for this process: from then on it has to report itself. */
  readonly onClaim?: (() => void) | undefined;
  /** Characters of a result, as JSON, that are kept; of a longer one only that it was there. */
  readonly resultCharactersMax: number;
  readonly logger: Logger;
  readonly now?: (() => number) | undefined;
  /** How long a call that runs elsewhere is waited for, from the arrival of the one that waits; default 45 s, as desktop clients give up at 60 s. */
  readonly waitMs?: number | undefined;
  readonly tickMs?: number | undefined;
}

const WAIT_MS = 45_000;
/** Each is one more call that had the key and gave it back. */
const CLAIMS_MAX = 20;
const KEY_CHARACTERS_MAX = 255;
/** Questions to the store: half the connections of an embedded database stay free for everything else. */
const AT_ONCE = 3;

/** Keeps calls with an idempotency key from running twice, in all processes. `stop` ends all waiting, for shutdown. */
export function createDeduper(deps: DeduperDeps): Deduper & { stop(): void } {
  const { store, logger, now = Date.now, waitMs = WAIT_MS } = deps;
  const room = createWaitingRoom({
    kind: "idempotency",
    changes: deps.changes,
    stillOpen: store.stillRunning,
    logger,
    now,
    tickMs: deps.tickMs,
  });
  const turn = createTurnstile(AT_ONCE);

  async function claimKey(call: RunningCall, claim: CallSubject & { key: string; keepMs: number }) {
    const { principalId, tool, argumentsDigest, key, keepMs } = claim;
    deps.onClaim?.();
    try {
      const { id: callId } = call;
      const { processId } = deps;
      return await turn(() => store.claim({ principalId, tool, key, argumentsDigest, callId, processId, keepMs }));
    } catch (error) {
      // Nobody knows whether that arrived, and the call does not run.
      await noted(call, "released", () => store.release(call.id));
      throw error;
    }
  }

  const noted = ({ id }: RunningCall, what: string, work: () => Promise<void>) =>
    keepTrying(() => turn(work), { logger, what: `idempotency key ${what}, call ${id}` });

  /** Undefined where the key is free again. */
  async function answerOf(call: RunningCall, first: IdempotencyRecord, digest: string): Promise<Claim | undefined> {
    const until = call.startedAt + waitMs;
    let record: IdempotencyRecord | undefined = first;
    while (record !== undefined) {
      if (record.state === "claimed") return undefined;
      if (record.argumentsDigest !== digest) return { kind: "conflict" };
      if (record.state === "unknown") return { kind: "unknown", callId: record.callId };
      if (record.state === "done")
        return { kind: "stored", callId: record.callId, result: JSON.parse(record.result) as ToolResult };
      const { id }: IdempotencyRecord = record;
      const end = await room.wait(id, { until, signal: call.request.signal });
      if (end === "cancelled") return { kind: "cancelled" };
      if (end !== "look") return { kind: "running" };
      const running: IdempotencyRecord = record;
      record = await turn(() => store.get(id)).catch(() => running);
    }
    return undefined;
  }

  function toRun(call: RunningCall): Claim {
    const { id } = call;
    return {
      kind: "run",
      finish: (result) => noted(call, "finished", () => store.finish(id, toText(result, deps.resultCharactersMax))),
      release: () => noted(call, "released", () => store.release(id)),
      lose: () => noted(call, "lost", () => store.lose(id)),
    };
  }

  return {
    stop: room.stop,
    async claim(call, key, keepMs) {
      if (key.length === 0 || key.length > KEY_CHARACTERS_MAX || /[\p{Control}\p{Surrogate}]/u.test(key))
        return {
          kind: "refused",
          message: `An idempotency key is 1 to ${KEY_CHARACTERS_MAX} characters of well-formed text without control characters.`,
        };
      let subject: CallSubject;
      try {
        subject = subjectOf(call);
      } catch (error) {
        if (isAppError(error) && error.code === "invalid_input") return { kind: "refused", message: error.message };
        throw error;
      }
      for (let claims = 0; claims < CLAIMS_MAX; claims++) {
        const record = await claimKey(call, { ...subject, key, keepMs });
        if (record.state === "claimed") return toRun(call);
        const answer = await answerOf(call, record, subject.argumentsDigest);
        if (answer !== undefined) return answer;
      }
      return { kind: "running" };
    },
  };
}

/** A failure stays one; what was too long says that it is left out, and that the call must not be made again for it. */
function toText(result: ToolResult, charactersMax: number): string {
  const text = JSON.stringify(result);
  if (text.length <= charactersMax) return text;
  const notice = `The call with this idempotency key ran, and ${result.isError === true ? "failed" : "ended well"}. Its result (${text.length} characters) is too long to be kept for repetitions.`;
  return JSON.stringify({
    content: [{ type: "text", text: notice }],
    ...(result.isError !== undefined && { isError: result.isError }),
  });
}
