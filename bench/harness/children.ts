import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const stopMs = 15_000;

export interface ChildOptions {
  /** Names its log file. */
  readonly name: string;
  /** Default: Node. */
  readonly command?: string;
  readonly args: readonly string[];
  readonly settings?: Readonly<Record<string, string>>;
  /** Hands stdin and stdout to the caller; else both are left out. */
  readonly isPiped?: boolean;
}

export interface Child {
  readonly pid: number;
  readonly process: ChildProcess;
  /** Why it ended; pending while it runs. */
  readonly ended: Promise<string>;
  /** The end of what it logged. */
  logTail(): string;
  /** SIGTERM, then SIGKILL. */
  stop(): Promise<void>;
}

export interface Children {
  start(options: ChildOptions): Child;
  /** A short-lived child; resolves with its stdout. Rejects when it fails or takes too long. */
  run(options: ChildOptions, timeoutMs: number): Promise<string>;
  /** Nothing starts any more. */
  stopAll(): Promise<void>;
  isClosed(): boolean;
  /** For the exit of this process, when nothing can be waited for. */
  killAll(): void;
}

/** Starts the processes of a run and leaves none behind. They log to files in `workDir`, and see nothing of our environment. */
export function createChildren(workDir: string): Children {
  const running = new Set<Child>();
  let count = 0;
  let isClosed = false;

  const children: Children = {
    start({ name, command = process.execPath, args, settings = {}, isPiped = false }) {
      if (isClosed) throw new Error("the run is being stopped");
      count += 1;
      const logPath = join(workDir, `${name}-${count}.log`);
      const log = openSync(logPath, "a");
      const pipe = isPiped ? "pipe" : "ignore";
      const spawned = spawn(command, [...args], {
        cwd: workDir,
        env: environment(settings),
        stdio: [pipe, isPiped ? "pipe" : log, log],
      });
      closeSync(log);
      const ended = new Promise<string>((resolve) => {
        spawned.once("error", (cause) => resolve(cause.message));
        spawned.once("close", (code, signal) => resolve(signal === null ? `exit code ${code}` : signal));
      });
      const child: Child = {
        pid: spawned.pid ?? -1,
        process: spawned,
        ended,
        logTail: () => readFileSync(logPath, "utf8").slice(-600).trim(),
        stop: () => stop(spawned, ended),
      };
      running.add(child);
      void ended.then(() => running.delete(child));
      return child;
    },
    async run(options, timeoutMs) {
      const child = children.start({ ...options, isPiped: true });
      let output = "";
      child.process.stdout?.setEncoding("utf8").on("data", (part) => (output += part));
      const tooLong = AbortSignal.timeout(timeoutMs);
      tooLong.addEventListener("abort", () => child.process.kill("SIGKILL"));
      const reason = await child.ended;
      if (reason !== "exit code 0")
        throw new Error(`${options.name} ended with ${tooLong.aborted ? "a timeout" : reason}: ${child.logTail()}`);
      return output;
    },
    async stopAll() {
      isClosed = true;
      await Promise.all([...running].map((child) => child.stop()));
    },
    isClosed: () => isClosed,
    killAll() {
      for (const child of running) child.process.kill("SIGKILL");
    },
  };
  return children;
}

async function stop(spawned: ChildProcess, ended: Promise<string>): Promise<void> {
  if (spawned.exitCode !== null || spawned.signalCode !== null) return;
  spawned.kill("SIGTERM");
  const patience = new AbortController();
  const isLate = await Promise.race([
    ended.then(() => false),
    sleep(stopMs, true, { signal: patience.signal }).catch(() => false),
  ]);
  patience.abort();
  if (isLate) spawned.kill("SIGKILL");
  await ended;
}

/** The same for everyone on every machine: what a developer has set (LOG_LEVEL, DATABASE_URL, NODE_OPTIONS) is not measured. */
function environment(settings: Readonly<Record<string, string>>): Record<string, string> {
  const path = [dirname(process.execPath), "/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin"].join(delimiter);
  return { PATH: path, TMPDIR: tmpdir(), ...settings };
}
