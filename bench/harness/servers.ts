import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Leg } from "../load/call-job.ts";
import { builtApp } from "./built-app.ts";
import type { Child, Children } from "./children.ts";
import { prepareGoverned } from "./prepare-governed.ts";
import { stopLeftDatabase } from "./stop-left-database.ts";

export const ours = "mcp-tools";
/** The same app with keys, 50 rules, limits and audit on, and 200 tools. */
export const governed = "mcp-tools-governed";
const startMs = 60_000;
const benchDir = join(import.meta.dirname, "..");

export interface Target {
  readonly name: string;
  readonly legs: readonly Leg[];
}

/** This project first; the rest are files in peers/. */
export const targets: readonly Target[] = [
  { name: ours, legs: ["modern", "legacy"] },
  { name: governed, legs: ["modern", "legacy"] },
  { name: "sdk-v2", legs: ["modern", "legacy"] },
  { name: "sdk-v2-tuned", legs: ["modern"] },
  { name: "sdk-v1-session", legs: ["legacy"] },
  { name: "sdk-v1-stateless", legs: ["legacy"] },
  { name: "mcp-handler", legs: ["modern", "legacy"] },
  { name: "fastmcp", legs: ["legacy"] },
  { name: "hono", legs: ["modern", "legacy"] },
];

export interface Server {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
  readonly child: Child;
  /** To be sent with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly nodeFlags?: readonly string[];
  /** Of ours; default: one of its own. */
  readonly dataDir?: string;
  /** Of ours, beside those it always has. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface ServerContext {
  readonly children: Children;
  readonly workDir: string;
}

/**
 * Starts a target on a free port and waits until it answers.
 * @throws Error with the end of its log when it does not
 */
export async function startServer(
  { children, workDir }: ServerContext,
  name: string,
  { nodeFlags = [], dataDir: given, settings: more }: ServerOptions = {},
): Promise<Server> {
  const port = await findFreePort();
  const dataDir = given ?? join(workDir, `data-${port}`);
  const isOurs = name === ours || name === governed;
  const prepared = name === governed ? await prepareGoverned(children, { dataDir, workDir }) : undefined;
  const settings = {
    PORT: String(port),
    DATA_DIR: dataDir,
    TOOLS_DIR: join(benchDir, "tools"),
    ...prepared?.settings,
    ...more,
  };
  const child = isOurs
    ? children.start({ name, args: [...nodeFlags, builtApp("mcp-sse")], settings })
    : children.start({ name, args: [...nodeFlags, peerPath(name), String(port)] });
  const stop = async (): Promise<void> => {
    await child.stop();
    // A folder that was given may be used by others still.
    if (isOurs && given === undefined) await stopLeftDatabase(dataDir);
  };
  try {
    await waitUntilServing(child, `http://127.0.0.1:${port}${isOurs ? "/ready" : "/"}`, isOurs);
  } catch (cause) {
    await stop();
    throw new Error(`${name} did not start: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  return { name, port, pid: child.pid, child, headers: prepared?.headers, stop };
}

/** Peers run as plain JavaScript, as this project does. */
export function peerPath(name: string): string {
  return join(benchDir, "dist", "peers", `${name}.js`);
}

async function waitUntilServing(child: Child, url: string, mustBeOk: boolean): Promise<void> {
  const deadline = Date.now() + startMs;
  let ending: string | undefined;
  void child.ended.then((reason) => (ending = reason));
  while (Date.now() < deadline) {
    if (ending !== undefined) throw new Error(`${ending}: ${child.logTail()}`);
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
    await response?.body?.cancel();
    if (response !== undefined && (response.ok || !mustBeOk)) return;
    await sleep(50);
  }
  throw new Error(`not serving after ${startMs / 1000} s: ${child.logTail()}`);
}

export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === "object" && address !== null ? resolve(address.port) : reject(new Error("no free port")),
      );
    });
  });
}
