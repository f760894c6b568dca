import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { within } from "./until.ts";

export type AppName = "mcp-sse" | "mcp-stdio" | "admin" | "launcher";

export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly [field: string]: unknown;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A built app as a child process. */
export interface App {
  readonly name: AppName;
  readonly pid: number;
  readonly dataDir: string;
  readonly child: ChildProcessWithoutNullStreams;
  /** All of it so far. */
  stderr(): string;
  stdout(): string;
  /** The lines of stderr that are JSON, in order. */
  log(): LogLine[];
  /** Where one of its services listens. @throws Error before it does */
  url(service?: "mcp-sse" | "admin"): string;
  readonly ended: Promise<Exit>;
  hasEnded(): boolean;
  kill(signal: NodeJS.Signals): void;
  /** SIGTERM, and the end of the process; killed where it does not come. */
  stop(timeoutMs?: number): Promise<Exit>;
}

export interface SpawnOptions {
  readonly dataDir: string;
  readonly cwd: string;
  /** On top of a minimal environment: nothing of the caller's settings reaches the app. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly args?: readonly string[] | undefined;
}

const root = join(import.meta.dirname, "..", "..");

/** @throws Error where the app is not built */
export function entryOf(name: AppName): string {
  const entry = join(root, "apps", name, "dist", "main.js");
  if (!existsSync(entry)) throw new Error(`${entry} is missing: build the apps first (node scripts/run.mjs build)`);
  return entry;
}

/** The environment of a child: any free ports, and the folder. */
export function environmentOf({ dataDir, cwd, env }: SpawnOptions): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: cwd,
    TZ: "UTC",
    LANG: "C.UTF-8",
    PORT: "0",
    ADMIN_PORT: "0",
    DATA_DIR: dataDir,
    ...env,
  };
}

export function spawnApp(name: AppName, options: SpawnOptions): App {
  const child = spawn(process.execPath, [entryOf(name), ...(options.args ?? [])], {
    cwd: options.cwd,
    env: environmentOf(options),
    stdio: ["pipe", "pipe", "pipe"],
  });
  const stderr = collect(child.stderr);
  const stdout = collect(child.stdout);
  let hasEnded = false;
  const ended = new Promise<Exit>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      hasEnded = true;
      resolve({ code, signal });
    });
  });
  // Whoever waits for it is told; the others need not be.
  ended.catch(() => {});
  // A client that wrote to an app which then died is not what a test is about.
  child.stdin.on("error", () => {});

  const log = () => stderr().split("\n").flatMap(parseLine);
  return {
    name,
    pid: child.pid ?? 0,
    dataDir: options.dataDir,
    child,
    stderr,
    stdout,
    log,
    url(service = name === "admin" ? "admin" : "mcp-sse") {
      const line = log().find((entry) => entry.msg === "service started" && entry["service"] === service);
      if (typeof line?.["url"] !== "string") throw new Error(`${name} does not serve ${service}`);
      return line["url"];
    },
    ended,
    hasEnded: () => hasEnded,
    kill: (signal) => void child.kill(signal),
    async stop(timeoutMs = 15_000) {
      child.kill("SIGTERM");
      try {
        return await within(timeoutMs, `${name} (pid ${child.pid}) ends after SIGTERM:\n${tail(stderr())}`, ended);
      } catch (error) {
        child.kill("SIGKILL");
        throw error;
      }
    },
  };
}

export function tail(text: string, lines = 20): string {
  return text.trimEnd().split("\n").slice(-lines).join("\n");
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: string[] = [];
  stream.setEncoding("utf8").on("data", (chunk: string) => chunks.push(chunk));
  return () => chunks.join("");
}

function parseLine(line: string): LogLine[] {
  if (!line.startsWith("{")) return [];
  try {
    return [JSON.parse(line) as LogLine];
  } catch {
    return [];
  }
}
