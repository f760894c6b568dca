// Processes that a run of the tests left behind. They may hold what whoever started the run waits for: its output.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const lookEveryMs = 100;

/**
 * Ends what still runs in a folder, has it in its command or in its environment. Does nothing where there is no `/proc`.
 * @param {string} folder
 * @param {number} graceMs what ends by itself in this time is not counted
 * @returns {Promise<{ pid: number, command: string }[]>} what had to be killed
 */
export async function endLeftovers(folder, graceMs) {
  const deadline = performance.now() + graceMs;
  let found = findLeftovers(folder);
  while (found.length > 0 && performance.now() < deadline) {
    await sleep(lookEveryMs);
    found = findLeftovers(folder);
  }
  for (const { pid } of found) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended meanwhile.
    }
  }
  return found;
}

/** @param {string} folder @returns {{ pid: number, command: string }[]} */
function findLeftovers(folder) {
  return pids().flatMap((pid) => {
    if (pid === process.pid) return [];
    const command = read(() => readFileSync(`/proc/${pid}/cmdline`, "utf8"));
    const places = [
      command,
      read(() => readlinkSync(`/proc/${pid}/cwd`)),
      read(() => readFileSync(`/proc/${pid}/environ`, "utf8")),
    ];
    // What has ended and was not waited for has neither.
    return places.some((text) => text.includes(folder)) ? [{ pid, command: command.replaceAll("\0", " ").trim() }] : [];
  });
}

/** @returns {number[]} */
function pids() {
  try {
    return readdirSync("/proc").map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

/** @param {() => string} look */
function read(look) {
  try {
    return look();
  } catch {
    // Another user's, or just gone.
    return "";
  }
}
