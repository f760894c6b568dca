import { AppError } from "@mcp-tools/core";

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full; make room, or write it to another disk",
  EDQUOT: "the disk quota is used up; make room, or write it to another disk",
  EFBIG: "it is larger than files may be there",
  EACCES: "this user may not; name another folder, or run as another user",
  EPERM: "this user may not; name another folder, or run as another user",
  EROFS: "the disk is read-only; name another folder",
  ENOENT: "there is no such file or folder",
  ENOTDIR: "there is no such folder",
  EISDIR: "it is a folder",
  EIO: "the disk does not work",
};

/** An error of the file system in words; any other as it is. */
export function fileError(error: unknown, what: string): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const reason = reasons[code];
  if (reason === undefined) return error;
  return new AppError("unavailable", `${what}: ${reason} (${code}).`, { cause: error });
}
