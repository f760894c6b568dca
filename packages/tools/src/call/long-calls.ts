import { createLinkedList, type AuditRecord, type Logger } from "@mcp-tools/core";
import type { CallNotes } from "./ports.ts";
import type { RunningCall } from "./stage.ts";

/** Notes calls whose tool takes its time, so that the audit has them even if this process dies under them. */
export interface LongCalls {
  /** Returns what is called when the call is over and recorded. */
  began(call: RunningCall): () => void;
}

export interface LongCallsDeps {
  readonly notes: CallNotes;
  readonly toRow: (call: RunningCall) => AuditRecord;
  readonly logger: Logger;
  /** A call is noted when its tool has run for this long, and at most this much later. */
  readonly afterMs?: number | undefined;
}

const AFTER_MS = 200;
/** A statement's worth. */
const NOTED_AT_ONCE = 500;
/** Beyond that they are left to whoever finds them: the database was away for long. */
const FORGET_MAX = 10_000;

/**
 * Costs a call that is over quickly two changes of a list. One round at a time, so that no call is forgotten before it is noted;
 * nothing runs while no call does.
 */
export function createLongCalls({ notes, toRow, logger, afterMs = AFTER_MS }: LongCallsDeps): LongCalls {
  const running = createLinkedList<{ readonly call: RunningCall; isNoted: boolean }>();
  let over: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  let isBusy = false;

  async function round(): Promise<void> {
    if (running.size + over.length === 0) return stop();
    if (isBusy) return;
    isBusy = true;
    try {
      await note(Date.now() - afterMs);
      await forget();
    } catch (err) {
      logger.debug({ err }, "running calls not noted");
    } finally {
      isBusy = false;
    }
  }

  /** Only what the tool's own code has begun with: a call that waits for a human has done nothing yet. */
  async function note(before: number): Promise<void> {
    const calls: RunningCall[] = [];
    for (const entry of running) {
      const { call } = entry;
      if (entry.isNoted || !call.ran || call.startedAt > before) continue;
      entry.isNoted = true;
      if (calls.push(call) === NOTED_AT_ONCE) break;
    }
    if (calls.length > 0) await notes.note(calls.map(toRow));
  }

  async function forget(): Promise<void> {
    if (over.length === 0) return;
    const ids = over;
    over = [];
    try {
      await notes.forget(ids);
    } catch (error) {
      if (over.length + ids.length <= FORGET_MAX) over.push(...ids);
      throw error;
    }
  }

  function stop(): void {
    clearInterval(timer);
    timer = undefined;
  }

  return {
    began(call) {
      const entry = { call, isNoted: false };
      const remove = running.add(entry);
      timer ??= setInterval(() => void round(), afterMs).unref();
      return () => {
        remove();
        if (entry.isNoted) over.push(call.id);
      };
    },
  };
}
