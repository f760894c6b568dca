import { createHash } from "node:crypto";
import { chown, lstat, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError } from "@mcp-tools/core";
import { socketPath } from "./postmaster.ts";
import type { Identity } from "./run-binary.ts";

/** 107 on Linux, 103 on macOS. */
const socketPathBytesMax = 103;

/**
 * Where a server's socket goes: its own folder, which only its user can enter, or where that path is too long or has
 * characters that PostgreSQL's setting would split, a short folder of the same kind.
 * @throws AppError `unavailable` when someone else holds that short folder
 */
export async function socketFolder(clusterFolder: string, port: number, identity: Identity): Promise<string> {
  const path = socketPath({ socketFolder: clusterFolder, port });
  if (Buffer.byteLength(path) <= socketPathBytesMax && /^[\w./@:+-]+$/.test(path)) return clusterFolder;
  const short = shortSocketFolder(clusterFolder, identity);
  await mkdir(short, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  const uid = identity.uid ?? process.getuid?.() ?? 0;
  let found = await lstat(short);
  if (found.uid !== uid && found.uid === process.getuid?.() && identity.gid !== undefined) {
    await chown(short, uid, identity.gid);
    found = await lstat(short);
  }
  if (!found.isDirectory() || found.uid !== uid || (found.mode & 0o077) !== 0) {
    throw new AppError(
      "unavailable",
      `The folder ${short} is needed for the database's socket and belongs to someone else. Remove it, or use a shorter DATA_DIR.`,
    );
  }
  return short;
}

export function shortSocketFolder(clusterFolder: string, { uid }: Identity): string {
  const hash = createHash("sha256").update(clusterFolder).digest("hex").slice(0, 12);
  // Under root TMPDIR may be a folder that the server's user cannot enter.
  return join(uid === undefined ? tmpdir() : "/tmp", `mcp-tools-${hash}`);
}
