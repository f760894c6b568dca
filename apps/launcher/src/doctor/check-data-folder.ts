import { existsSync, mkdirSync, rmSync, statfsSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Finding } from "./finding.ts";

const FREE_BYTES_MIN = 500 * 1024 * 1024;

const OTHERS = 0o077;

/** Writes and removes a small file: permissions alone do not tell (read-only mounts, full disks). */
export function checkDataFolder(folder: string): Finding {
  const probe = join(folder, `.doctor-${process.pid}`);
  try {
    makeFolder(folder);
    writeFileSync(probe, "ok");
    rmSync(probe);
  } catch (error) {
    return {
      check: "data folder",
      state: "problem",
      text: `${folder} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      why: "The embedded database and the secret are kept there.",
      advice: "Make it writable for this user, or name another with --data-dir or DATA_DIR.",
    };
  }
  if (isOpenToOthers(join(folder, "secret.key")))
    return {
      check: "data folder",
      state: "problem",
      text: `${join(folder, "secret.key")} can be read by other users of this machine`,
      why: "Whoever has it can read every stored credential and sign what only we should.",
      advice: `chmod 600 ${join(folder, "secret.key")}; if somebody may have read it, set a new SECRET_KEY and rotate credentials.`,
    };
  const disk = statfsSync(folder);
  const freeBytes = disk.bavail * disk.bsize;
  const free = `${(freeBytes / 1024 ** 3).toFixed(1)} GiB free`;
  if (freeBytes < FREE_BYTES_MIN)
    return {
      check: "data folder",
      state: "note",
      text: `${folder}: only ${free}`,
      why: "On a full disk the embedded database stops, and with it every call.",
      advice: "Make room before the disk is full.",
    };
  return { check: "data folder", state: "ok", text: `${folder} can be written, ${free}` };
}

/** Windows has no such permissions. */
function isOpenToOthers(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return process.platform !== "win32" && found !== undefined && (found.mode & OTHERS) !== 0;
}

/** One step at a time: where the system refuses with ENOENT below a folder that exists (/proc), Node's `recursive` never returns. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}
