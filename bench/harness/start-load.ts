import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { CallJob, CallResult, CallSlice } from "../load/call-job.ts";
import type { Child, Children } from "./children.ts";

const loadPath = join(import.meta.dirname, "..", "load", "run-calls.ts");
/** Opening sessions, and letting calls in flight finish, on a slow peer. */
const marginMs = 60_000;

/** A process that calls one server, slice by slice. It stays, so that neither its compiler nor its connections are cold. */
export interface Load {
  /** The result where `isLast`, of all slices since the last one. @throws Error that says what ended it */
  run(slice: CallSlice): Promise<CallResult | undefined>;
  /** Ends the sessions, and the process. */
  close(): Promise<void>;
}

/** Resolves once its connections and sessions are open. @throws Error with the end of its log when they cannot be opened */
export async function startLoad(children: Children, job: CallJob): Promise<Load> {
  const child = children.start({ name: "load", args: [loadPath, JSON.stringify(job)], isPiped: true });
  const { stdin, stdout } = child.process;
  if (stdin === null || stdout === null) throw new Error("the load has no pipes");
  // Writing to a process that has ended is told by its end.
  stdin.on("error", () => {});
  const lines = createInterface({ input: stdout });
  const answer = (timeoutMs: number): Promise<unknown> => nextLine(child, lines, timeoutMs);
  await answer(marginMs);
  return {
    async run(slice) {
      const answered = answer(slice.warmupMs + slice.durationMs + marginMs);
      stdin.write(`${JSON.stringify(slice)}\n`);
      return ((await answered) as CallResult | null) ?? undefined;
    },
    async close() {
      stdin.end();
      await Promise.race([child.ended, once(AbortSignal.timeout(marginMs), "abort")]);
      await child.stop();
    },
  };
}

async function nextLine(child: Child, lines: NodeJS.EventEmitter, timeoutMs: number): Promise<unknown> {
  const settled = new AbortController();
  const signal = AbortSignal.any([settled.signal, AbortSignal.timeout(timeoutMs)]);
  try {
    const ended = child.ended.then((reason) => {
      throw new Error(`the load ended with ${reason}: ${child.logTail()}`);
    });
    const [line] = (await Promise.race([once(lines, "line", { signal }), ended])) as [string];
    return JSON.parse(line);
  } catch (cause) {
    await child.stop();
    throw cause;
  } finally {
    settled.abort();
  }
}
