import { execFileSync } from "node:child_process";
import { chmodSync, closeSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Lab } from "./lab.ts";

/** A file system of its own, in memory, that can be filled up. */
export interface SmallDisk {
  readonly folder: string;
  fill(): void;
  /** Takes away what filled it. */
  free(): void;
}

const CHUNK = Buffer.alloc(1_048_576);

/** Undefined where this process may not mount: that takes root. Closed after what was opened later in the lab. */
export function mountSmallDisk(lab: Lab, megabytes: number): SmallDisk | undefined {
  const folder = lab.path("disk");
  mkdirSync(folder);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder], { stdio: "pipe" });
  } catch {
    return undefined;
  }
  chmodSync(folder, 0o777);
  lab.onClose(() => execFileSync("umount", ["--lazy", folder], { stdio: "pipe" }));
  const ballast = join(folder, "ballast");
  return {
    folder,
    fill: () => fillUp(ballast),
    free: () => rmSync(ballast, { force: true }),
  };
}

function fillUp(path: string): void {
  const file = openSync(path, "a");
  try {
    for (let size = CHUNK.length; size > 0; size >>= 1) writeUntilFull(file, size);
  } finally {
    closeSync(file);
  }
}

function writeUntilFull(file: number, size: number): void {
  try {
    while (writeSync(file, CHUNK, 0, size) === size);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  }
}
