import { existsSync, readFileSync } from "node:fs";
import { glob } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const fastShutdownMs = 10_000;

/** Ends the embedded PostgreSQL of a data folder if the app that started it left it running; a no-op after a clean stop. */
export async function stopLeftDatabase(dataDir: string): Promise<void> {
  if (!existsSync(dataDir)) return;
  for await (const path of glob("**/postmaster.pid", { cwd: dataDir })) {
    const pid = Number(readFileSync(join(dataDir, path), "utf8").split("\n")[0]);
    if (!isPostgres(pid)) continue;
    // SIGINT is PostgreSQL's "fast shutdown", SIGQUIT the immediate one.
    signal(pid, "SIGINT");
    const deadline = Date.now() + fastShutdownMs;
    while (signal(pid, 0) && Date.now() < deadline) await sleep(50);
    signal(pid, "SIGQUIT");
  }
}

/** The file outlives a killed server, and its number may by then belong to someone else. */
function isPostgres(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 1 || !signal(pid, 0)) return false;
  if (process.platform !== "linux") return true;
  return existsSync(`/proc/${pid}/comm`) && readFileSync(`/proc/${pid}/comm`, "utf8").startsWith("postgres");
}

/** Whether there was such a process. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}
