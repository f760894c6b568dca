import { AppError } from "@mcp-tools/core";

type Told = readonly [code: ConstructorParameters<typeof AppError>[0], message: (path: string) => string];

const told: Readonly<Record<string, Told>> = {
  ENOENT: ["not_found", (path) => `There is no file or folder at "${path}". Look with list_directory or search_files.`],
  ENOTDIR: ["invalid_input", (path) => `A part of "${path}" is a file where a folder is needed.`],
  EISDIR: ["invalid_input", (path) => `"${path}" is a folder where a file is needed.`],
  EEXIST: ["conflict", (path) => `There is something at "${path}" already.`],
  ENOTEMPTY: ["conflict", (path) => `The folder "${path}" is not empty.`],
  ELOOP: ["conflict", (path) => `A part of "${path}" was replaced by a link while it was in use. Try again.`],
  EINVAL: [
    "conflict",
    (path) =>
      `The file system refused "${path}": a part of it was replaced meanwhile, or has a name it does not take. Try again.`,
  ],
  EACCES: ["forbidden", (path) => `The server has no permission for "${path}".`],
  EPERM: ["forbidden", (path) => `The system does not permit this for "${path}".`],
  EROFS: ["forbidden", (path) => `"${path}" is on a read-only file system.`],
  ENAMETOOLONG: ["invalid_input", (path) => `A name in "${path.slice(0, 100)}…" is longer than the file system takes.`],
  EXDEV: [
    "invalid_input",
    (path) => `"${path}" is on another file system, where nothing can be moved to. Read it and write it anew.`,
  ],
  ENOSPC: ["unavailable", (path) => `There is no space left to write "${path}".`],
  EDQUOT: ["unavailable", (path) => `The disk quota is used up; "${path}" was not written.`],
  EMFILE: ["unavailable", () => "The server has too many files open. Try again in a moment."],
  EBUSY: ["unavailable", (path) => `"${path}" is in use by another program. Try again in a moment.`],
  ESTALE: ["unavailable", (path) => `The network file system lost "${path}". Try again.`],
};

/** An error of the file system in words that help, about the path as it was asked for. Others come back as they are. */
export function toFileError(error: unknown, path: string): unknown {
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  const known = Object.hasOwn(told, code) ? told[code] : undefined;
  if (known === undefined) return error;
  const [errorCode, message] = known;
  return new AppError(errorCode, message(path), { cause: error });
}

/** @throws whatever is not the file system's answer that nothing is there */
export function undefinedIfMissing(error: unknown): undefined {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
  throw error;
}
