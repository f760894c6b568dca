import { realpath, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { Identity } from "./run-binary.ts";

/** Whether this user may pass through the folder and every one above it. Access lists are not looked at. */
export async function canReach(folder: string, { uid, gid }: Identity): Promise<boolean> {
  if (uid === undefined) return true;
  for (let path = await realpath(folder); ; path = dirname(path)) {
    const found = await stat(path);
    const execute = found.uid === uid ? 0o100 : found.gid === gid ? 0o010 : 0o001;
    if ((found.mode & execute) === 0) return false;
    if (path === dirname(path)) return true;
  }
}
