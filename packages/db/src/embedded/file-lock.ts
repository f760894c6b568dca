import { readFile, stat, unlink, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { randomUUID } from "node:crypto";
import { AppError } from "@mcp-tools/core";

const heartbeatMs = 1000;
/** A lock that was not touched for this long has no owner any more, whatever its pid says (another container, a reused pid). */
const abandonedMs = 15_000;
/** Between creating the file and writing into it. */
const unreadableMs = 2000;

interface Owner {
  readonly pid: number;
  readonly host: string;
  readonly token: string;
}

/**
 * Runs `work` while holding the lock file. A lock whose owner has died is taken over.
 * It keeps processes out of each other's way; what must never happen twice is guarded by PostgreSQL's own lock as well.
 * @throws AppError `unavailable` when the lock was not to be had in time; whatever creating the file throws
 */
export async function withFileLock<T>(path: string, timeoutMs: number, work: () => Promise<T>): Promise<T> {
  const owner: Owner = { pid: process.pid, host: hostname(), token: randomUUID() };
  const deadline = Date.now() + timeoutMs;
  while (!(await tryLock(path, owner))) {
    if (Date.now() > deadline)
      throw new AppError(
        "unavailable",
        `Another process has been starting or stopping the database for too long (${path}).`,
      );
    if (!(await takeAwayAbandoned(path))) await sleep(10 + Math.random() * 20);
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => {});
  }, heartbeatMs);
  heartbeat.unref();
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    if ((await readOwner(path))?.token === owner.token) await unlink(path).catch(() => {});
  }
}

async function tryLock(path: string, owner: Owner): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(owner), { flag: "wx", mode: 0o644 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return false;
  const age = Date.now() - found.mtimeMs;
  const owner = await readOwner(path);
  if (owner === undefined) return age > unreadableMs;
  return age > abandonedMs || (owner.host === hostname() && !isAlive(owner.pid));
}

/**
 * Removes a lock that has no owner any more; true when it did. One process at a time, and looking again, or it might
 * remove the lock of someone who was faster.
 */
async function takeAwayAbandoned(path: string): Promise<boolean> {
  if (!(await isAbandoned(path))) return false;
  const guard = `${path}.takeover`;
  try {
    await writeFile(guard, "", { flag: "wx" });
  } catch {
    const found = await stat(guard).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs > abandonedMs) await unlink(guard).catch(() => {});
    return false;
  }
  try {
    if (!(await isAbandoned(path))) return false;
    await unlink(path);
    return true;
  } finally {
    await unlink(guard).catch(() => {});
  }
}

async function readOwner(path: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Owner;
  } catch {
    return undefined;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
