import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "@mcp-tools/core";
import type { Cluster } from "./cluster-folder.ts";
import type { Binaries } from "./find-binaries.ts";
import { isListening, isServerOf, readPostmaster, socketPath } from "./postmaster.ts";
import { serverEnvironment } from "./run-binary.ts";
import { socketFolder } from "./socket-folder.ts";

const logBytesMax = 5_000_000;

/** For one machine: no replication, no parallel machinery, little memory and disk, and nothing that people store in the log. */
const smallServer = [
  "shared_buffers=32MB",
  "max_connections=100",
  "max_wal_size=256MB",
  "min_wal_size=32MB",
  "wal_level=minimal",
  "max_wal_senders=0",
  "max_logical_replication_workers=0",
  "max_parallel_workers_per_gather=0",
  "jit=off",
  "log_checkpoints=off",
  "log_min_error_statement=panic",
  "logging_collector=off",
  "log_destination=stderr",
];

export interface StartOptions {
  readonly cluster: Cluster;
  readonly binaries: Binaries;
  /** The server's output is appended here. */
  readonly logFile: string;
  readonly tcp: boolean;
  readonly timeoutMs: number;
}

/**
 * Starts the server in a session of its own, so that neither our death nor a Ctrl-C in our terminal reaches it,
 * and waits until it accepts connections.
 * @throws AppError `unavailable` with the last lines of its log as detail
 */
export async function startServer(options: StartOptions): Promise<void> {
  const { cluster, binaries, logFile, timeoutMs } = options;
  const args = ["-D", cluster.folder, ...(await serverSettings(options)).flatMap((setting) => ["-c", setting])];
  rotate(logFile);
  const log = openSync(logFile, "a", 0o600);
  const child = spawn(join(binaries.folder, "bin", "postgres"), args, {
    ...cluster.identity,
    ...serverEnvironment,
    cwd: "/",
    detached: true,
    stdio: ["ignore", log, log],
    windowsHide: true,
  });
  closeSync(log);
  child.unref();
  let ended: string | undefined;
  child.on("error", (error) => (ended = error.message));
  child.on("exit", (code, signal) => (ended = `it ended with ${signal ?? code}`));
  const deadline = Date.now() + timeoutMs;
  while (!(await isReady(cluster.folder, child.pid))) {
    if (ended === undefined && Date.now() > deadline) ended = `it was not ready after ${timeoutMs} ms`;
    if (ended !== undefined)
      throw new AppError("unavailable", `The embedded database does not start: ${ended}. Its log is ${logFile}.`, {
        detail: lastLines(logFile),
      });
    await sleep(5);
  }
}

async function isReady(folder: string, pid: number | undefined): Promise<boolean> {
  const postmaster = await readPostmaster(folder);
  return postmaster?.pid === pid && postmaster?.status === "ready" && isListening(postmaster);
}

async function serverSettings({ cluster, binaries, tcp }: StartOptions): Promise<string[]> {
  const port = tcp ? await freePort() : 5432;
  const where = tcp ? ["listen_addresses=127.0.0.1", "unix_socket_directories="] : await socketSettings(cluster, port);
  return [`port=${port}`, ...where, ...smallServer, ...(binaries.major >= 18 ? ["io_method=sync"] : [])];
}

async function socketSettings({ folder, identity }: Cluster, port: number): Promise<string[]> {
  const sockets = await socketFolder(folder, port, identity);
  await clearSocketLock(folder, `${socketPath({ socketFolder: sockets, port })}.lock`);
  return ["listen_addresses=", `unix_socket_directories=${sockets}`, "unix_socket_permissions=0700"];
}

/**
 * A killed server leaves it with its pid. In a container that starts again, pids begin anew: any child or thread of ours may
 * have that one, and PostgreSQL would take it for the server.
 */
async function clearSocketLock(folder: string, path: string): Promise<void> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text !== undefined && !(await isServerOf(folder, Number(text.split("\n")[0])))) await rm(path, { force: true });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

function rotate(logFile: string): void {
  const found = statSync(logFile, { throwIfNoEntry: false });
  if (found !== undefined && found.size > logBytesMax) renameSync(logFile, `${logFile}.old`);
}

function lastLines(logFile: string): string {
  return readFileSync(logFile, "utf8").slice(-3000).split("\n").slice(-15).join("\n").trim();
}
