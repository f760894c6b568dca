import { AppError } from "@mcp-tools/core";
import { Worker } from "node:worker_threads";
import { raceSignal } from "../network/race-signal.ts";
import type { HtmlJob, HtmlOutcome } from "./html-worker.ts";

const CONVERT_MS = 10_000;
const IDLE_MS = 60_000;
const WAITING_MAX = 32;

export interface MarkdownPage {
  readonly title?: string;
  readonly markdown: string;
}

/**
 * @throws AppError `too_large` for a page that takes too long or too much memory, `unavailable` when too many wait;
 * the signal's reason when it aborts
 */
export type ToMarkdown = (job: HtmlJob, signal: AbortSignal) => Promise<MarkdownPage>;

/**
 * Converts pages one after the other on a thread of its own, which is started for the first and ended when there were
 * none for a minute: a large page takes seconds and a hostile one hours, and neither may hold up other calls.
 */
export function createHtmlConverter(limits: { convertMs?: number } = {}): ToMarkdown {
  const { convertMs = CONVERT_MS } = limits;
  let worker: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let previous: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  function end(): void {
    const ended = worker;
    worker = undefined;
    void ended?.terminate();
  }

  async function start(): Promise<Worker> {
    const started = await startWorker();
    started.once("exit", () => {
      if (worker === started) worker = undefined;
    });
    return started;
  }

  async function convert(job: HtmlJob, signal: AbortSignal): Promise<MarkdownPage> {
    signal.throwIfAborted();
    clearTimeout(idle);
    worker ??= await start();
    try {
      return toPage(await runJob(worker, job, AbortSignal.any([signal, AbortSignal.timeout(convertMs)])));
    } catch (error) {
      // Whatever it is at, there is no other way to stop it.
      if (!(error instanceof AppError)) end();
      if (signal.aborted) throw signal.reason;
      throw error instanceof AppError ? error : tooComplex(error);
    } finally {
      idle = setTimeout(end, IDLE_MS).unref();
    }
  }

  return (job, signal) => {
    if (waiting >= WAITING_MAX) {
      return Promise.reject(
        new AppError(
          "unavailable",
          "Too many pages are being simplified at once. Try again in a moment, or use raw: true.",
        ),
      );
    }
    waiting += 1;
    const turn = previous.then(() => convert(job, signal)).finally(() => (waiting -= 1));
    previous = turn.catch(() => {});
    return raceSignal(turn, signal);
  };
}

async function startWorker(): Promise<Worker> {
  const { HTML_WORKER, htmlWorkerUrl } = await import("./html-worker.ts");
  const worker = new Worker(new URL(htmlWorkerUrl), {
    workerData: HTML_WORKER,
    execArgv: [],
    env: {},
    // Standard output belongs to the protocol on stdio. Not read: reading it would keep the process alive.
    stdout: true,
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  });
  // Between jobs as well: an error that nobody listens to ends the process.
  worker.on("error", () => {});
  worker.unref();
  return worker;
}

function runJob(worker: Worker, job: HtmlJob, signal: AbortSignal): Promise<HtmlOutcome> {
  let release = () => {};
  const answered = new Promise<HtmlOutcome>((resolve, reject) => {
    const onExit = () => reject(new Error("The thread ended."));
    worker.once("message", resolve).once("error", reject).once("exit", onExit);
    release = () => void worker.off("message", resolve).off("error", reject).off("exit", onExit);
    worker.postMessage(job);
  });
  return raceSignal(answered, signal).finally(release);
}

function toPage(outcome: HtmlOutcome): MarkdownPage {
  if ("failed" in outcome) throw tooComplex(outcome.failed);
  return outcome;
}

function tooComplex(cause: unknown): AppError {
  return new AppError(
    "too_large",
    "The page is too large or too deeply nested to be simplified. Call again with raw: true to get its HTML.",
    { cause },
  );
}
