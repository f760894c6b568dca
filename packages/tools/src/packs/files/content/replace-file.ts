import { AppError } from "@mcp-tools/core";
import { randomBytes } from "node:crypto";
import { constants, type BigIntStats } from "node:fs";
import { access, lstat, rename, unlink, type FileHandle } from "node:fs/promises";
import { undefinedIfMissing } from "../paths/file-error.ts";
import type { Folder } from "../paths/folder.ts";
import { refuseUnsafeName } from "../paths/roots.ts";
import { notRegular } from "./open-regular-file.ts";
import type { Place } from "../paths/locate.ts";

export interface ReplaceOptions {
  /** Refuses when the file is no longer the one of `place.stats`. */
  readonly onlyIfUnchanged?: boolean;
}

/**
 * Gives a file new contents: whoever reads it sees the old or the new, never a part, also after a crash. An existing
 * file keeps its mode and, where the system lets us, its owner.
 * @throws AppError `invalid_input` for a folder or a special file, `conflict` when it was changed meanwhile
 */
export async function replaceFile(
  place: Place,
  data: string,
  { onlyIfUnchanged = false }: ReplaceOptions = {},
): Promise<void> {
  const { folder, name, stats, asked } = place;
  if (name === undefined || stats?.isDirectory() === true)
    throw new AppError("invalid_input", `"${asked}" is a folder. Name a file in it.`);
  if (stats !== undefined && !stats.isFile()) throw notRegular(asked);
  refuseUnsafeName(name);
  // Replacing needs permission for the folder only: ask for the file's as well.
  if (stats !== undefined) await folder.use((entry) => access(entry(name), constants.W_OK));

  const draft = `.${randomBytes(12).toString("hex")}.tmp`;
  const file = await folder.openFile(
    draft,
    constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL,
    stats === undefined ? 0o666 : 0o600,
  );
  try {
    await writeAndClose(file, data, stats);
    if (onlyIfUnchanged && !(await isUnchanged(folder, name, stats))) {
      throw new AppError(
        "conflict",
        `"${asked}" was changed by someone else meanwhile, and was left as it is. Read it again.`,
      );
    }
    await folder.use((entry) => rename(entry(draft), entry(name)));
  } catch (error) {
    await folder.use((entry) => unlink(entry(draft))).catch(() => {});
    throw error;
  }
}

async function writeAndClose(file: FileHandle, data: string, old: BigIntStats | undefined): Promise<void> {
  try {
    await file.writeFile(data, "utf8");
    if (old !== undefined) {
      const [uid, gid] = [Number(old.uid), Number(old.gid)];
      const own = await file.stat();
      // Only root may give files away.
      if (own.uid !== uid || own.gid !== gid) await file.chown(uid, gid).catch(() => {});
      await file.chmod(Number(old.mode) & 0o777);
    }
    await file.datasync();
  } finally {
    await file.close();
  }
}

async function isUnchanged(folder: Folder, name: string, old: BigIntStats | undefined): Promise<boolean> {
  const now = await folder.use((entry) => lstat(entry(name), { bigint: true }).catch(undefinedIfMissing));
  return now?.ino === old?.ino && now?.mtimeNs === old?.mtimeNs && now?.size === old?.size;
}
