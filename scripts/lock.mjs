// One process at a time sets up a checkout; the others wait and then find the work done.
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const BEAT_MS = 1000;
const STALE_MS = 30_000;

/**
 * Runs `work` while holding the lock file. A lock whose owner is gone is taken over: its pid no longer runs
 * here, or its file has not been touched for half a minute (another machine or container on the same folder).
 * @template T
 * @param {string} path
 * @param {() => Promise<T>} work
 * @param {{ onWait?: (owner: string) => void, deadlineMs?: number }} [options]
 * @returns {Promise<T>}
 * @throws Error when the lock is not to be had before the deadline
 */
export async function withLock(path, work, { onWait = () => {}, deadlineMs = 20 * 60_000 } = {}) {
  mkdirSync(dirname(path), { recursive: true });
  const deadline = Date.now() + deadlineMs;
  let said = false;
  while (!tryLock(path)) {
    if (isStale(path)) {
      takeAway(path);
      continue;
    }
    if (Date.now() > deadline) {
      throw new Error(
        `Another set-up of this checkout (${ownerOf(path)}) does not end. If there is none, remove ${path} and run this again.`,
      );
    }
    if (!said) onWait(ownerOf(path));
    said = true;
    await sleep(200);
  }
  const release = () => rmSync(path, { force: true });
  process.once("exit", release);
  const beat = setInterval(() => touch(path), BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    process.off("exit", release);
    release();
  }
}

/** @param {string} path */
function tryLock(path) {
  try {
    writeFileSync(path, `${process.pid} ${hostname()}`, { flag: "wx" });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
}

/** @param {string} path */
function isStale(path) {
  try {
    if (Date.now() - statSync(path).mtimeMs > STALE_MS) return true;
    const [pid, host] = readFileSync(path, "utf8").split(" ");
    return Boolean(pid) && host === hostname() && !isRunning(Number(pid));
  } catch {
    return false;
  }
}

/** Renaming first lets only one of several waiters remove the old lock, and none a new one. @param {string} path */
function takeAway(path) {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    rmSync(aside, { force: true });
  } catch {
    // Someone else did it.
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}

/** @param {string} path */
function touch(path) {
  const now = new Date();
  try {
    utimesSync(path, now, now);
  } catch {
    // Taken away while this machine slept; the work goes on, as it did.
  }
}

/** @param {string} path */
function ownerOf(path) {
  try {
    const [pid, host] = readFileSync(path, "utf8").split(" ");
    return `process ${pid} on ${host}`;
  } catch {
    return "unknown";
  }
}
