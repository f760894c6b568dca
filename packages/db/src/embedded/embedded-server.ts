import { readFile, realpath, unlink } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError, isAppError, type Logger } from "@mcp-tools/core";
import type { Endpoint } from "../connection/connect.ts";
import { clusterFolder, placeCluster, type Cluster } from "./cluster-folder.ts";
import { runnableBinaries } from "./copy-binaries.ts";
import { isAlive, withFileLock } from "./file-lock.ts";
import { findBinaries, type Binaries } from "./find-binaries.ts";
import { databaseName, databaseUser, initCluster, passwordFile } from "./init-cluster.ts";
import { makeFolder } from "./make-folder.ts";
import { isListening, isServerOf, readPostmaster, socketPath, type Postmaster } from "./postmaster.ts";
import { startServer } from "./start-server.ts";
import { stopIfUnused } from "./stop-server.ts";

export interface EmbeddedOptions {
  readonly dataDir: string;
  readonly logger: Logger;
  /** Loopback TCP with a password instead of a unix socket. Default: where there are no unix sockets. */
  readonly tcp?: boolean | undefined;
  /** For what cannot be in the data folder under root. Default `/var/lib/mcp-tools`. */
  readonly systemDir?: string | undefined;
  readonly binaries?: Binaries | undefined;
}

/** The PostgreSQL server that belongs to a data folder and is shared by every process that names it. */
export interface EmbeddedServer {
  /**
   * Finds the server or starts it, making its cluster first where there is none.
   * @throws AppError `unavailable` saying what to do
   */
  ensure(): Promise<Endpoint>;
  /** Stops it unless another process is connected. Close your own connections first. */
  release(): Promise<void>;
}

const startTimeoutMs = 60_000;
const releaseTimeoutMs = 5000;
/**
 * What the next try may not meet. The processes of a killed server end a moment after it. And the pid it left may have come
 * to life since we looked: in a new container, where pids begin anew, as any child or thread of ours.
 */
const isPassing = /shared memory block|could not bind|lock file ".*" already exists/;

export function createEmbeddedServer(options: EmbeddedOptions): EmbeddedServer {
  const lockFile = join(options.dataDir, "postgres.lock");
  return {
    async ensure() {
      const running = await findRunning(options);
      if (running !== undefined) return running;
      await makeDataFolder(options.dataDir);
      return withFileLock(lockFile, startTimeoutMs, () => startOrFind(options)).catch((error: unknown) => {
        throw asAppError(error, options.dataDir);
      });
    },
    async release() {
      const folder = await clusterFolder(options.dataDir);
      if ((await readPostmaster(folder)) === undefined) return;
      await withFileLock(lockFile, releaseTimeoutMs, async () => {
        const place = environment(options);
        const endpoint = await findRunning(options);
        if (endpoint === undefined) return;
        const cluster = await placeCluster(await realpath(options.dataDir), place);
        const binaries = await runnableBinaries(options.binaries ?? findBinaries(), cluster.identity, place.systemDir);
        if (await stopIfUnused(cluster, endpoint, binaries))
          options.logger.info({ folder }, "embedded database stopped");
      });
    },
  };
}

function environment({ systemDir = "/var/lib/mcp-tools", logger }: EmbeddedOptions) {
  return { systemDir, logger };
}

async function findRunning(options: EmbeddedOptions): Promise<Endpoint | undefined> {
  const folder = await clusterFolder(options.dataDir);
  try {
    const postmaster = await readPostmaster(folder);
    if (postmaster?.status !== "ready") return undefined;
    await checkMajor(folder, options.binaries ?? findBinaries());
    return (await isListening(postmaster)) ? await endpointOf(folder, postmaster) : undefined;
  } catch (error) {
    throw asAppError(error, folder);
  }
}

async function endpointOf(folder: string, postmaster: Postmaster): Promise<Endpoint> {
  const common = { user: databaseUser, database: databaseName };
  if (postmaster.socketFolder !== "") return { ...common, path: socketPath(postmaster) };
  const password = (await readFile(join(folder, passwordFile), "utf8")).trim();
  return { ...common, host: postmaster.host, port: postmaster.port, password };
}

/** Under the lock: others may still be starting or stopping the server, and a killed one may leave anything behind. */
async function startOrFind(options: EmbeddedOptions): Promise<Endpoint> {
  const deadline = Date.now() + startTimeoutMs;
  const { systemDir, logger } = environment(options);
  const cluster = await placeCluster(await realpath(options.dataDir), { systemDir, logger });
  const binaries = await runnableBinaries(options.binaries ?? findBinaries(), cluster.identity, systemDir);
  for (;;) {
    const running = await findRunning(options);
    if (running !== undefined) return running;
    if (!(await isBusy(cluster, deadline))) {
      const endpoint = await tryStart(options, { cluster, binaries, deadline });
      if (endpoint !== undefined) return endpoint;
    }
    await sleep(50);
  }
}

/** True while a server of this folder is on its way up or down. Clears away what would keep a new one from starting. */
async function isBusy({ folder }: Cluster, deadline: number): Promise<boolean> {
  const postmaster = await readPostmaster(folder);
  if (postmaster === undefined) return false;
  if ((await isServerOf(folder, postmaster.pid)) || (await isListening(postmaster))) {
    if (Date.now() < deadline) return true;
    throw new AppError(
      "unavailable",
      `The embedded database in ${folder} (pid ${postmaster.pid}) is running and does not accept connections. Look at its log, or end it.`,
    );
  }
  // A dead pid is PostgreSQL's own business. Any living process of that pid it would take for the server.
  if (isAlive(postmaster.pid)) await unlink(join(folder, "postmaster.pid")).catch(() => {});
  return false;
}

async function tryStart(
  options: EmbeddedOptions,
  { cluster, binaries, deadline }: { cluster: Cluster; binaries: Binaries; deadline: number },
): Promise<Endpoint | undefined> {
  const { dataDir, logger, tcp = process.platform === "win32" } = options;
  const startedAt = performance.now();
  const isNew = !(await checkMajor(cluster.folder, binaries));
  if (isNew) await initCluster(cluster, binaries);
  try {
    await startServer({
      cluster,
      binaries,
      tcp,
      logFile: join(dataDir, "postgres.log"),
      timeoutMs: deadline - Date.now(),
    });
  } catch (error) {
    if (isAppError(error) && isPassing.test(String(error.detail)) && Date.now() < deadline) return undefined;
    throw error;
  }
  logger.info(
    { folder: cluster.folder, isNew, ms: Math.round(performance.now() - startedAt) },
    "embedded database started",
  );
  return findRunning(options);
}

/** False where there is no cluster yet. */
async function checkMajor(folder: string, binaries: Binaries): Promise<boolean> {
  const major = await readFile(join(folder, "PG_VERSION"), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (major === undefined) return false;
  if (major.trim() === String(binaries.major)) return true;
  throw new AppError(
    "unavailable",
    `The data in ${folder} was written by PostgreSQL ${major.trim()}, and this version brings PostgreSQL ${binaries.major}. Dump it with the mcp-tools that wrote it, or use another DATA_DIR.`,
  );
}

async function makeDataFolder(dataDir: string): Promise<void> {
  await makeFolder(dataDir).catch((error: unknown) => {
    throw asAppError(error, dataDir);
  });
}

function asAppError(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  if (isAppError(error) || !["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST", "ENOSPC", "EDQUOT"].includes(code))
    return error;
  return new AppError(
    "unavailable",
    `The embedded database cannot use ${path} (${code}). Set DATA_DIR to a folder that you may write, or DATABASE_URL to a PostgreSQL of your own.`,
    {
      cause: error,
    },
  );
}
