import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { AppError, isAppError } from "@mcp-tools/core";

export interface Written {
  readonly file: string;
  readonly change: "created" | "changed" | "unchanged";
  /** Copy of the file as it was. */
  readonly backup?: string;
}

/**
 * Rewrites a client's file in one step, with a copy of the old one beside it. A file that `merge` refuses stays as it is.
 * @throws AppError that names the file
 */
export function writeClientFile(path: string, merge: (text: string) => string, now: Date = new Date()): Written {
  // A linked file (people keep such files in a repository) is changed where it is.
  const file = existsSync(path) ? realpathSync(path) : path;
  const isNew = !existsSync(file);
  const text = isNew ? "" : readFileSync(file, "utf8");
  const merged = mergeOrRefuse(path, text, merge);
  if (merged === text) return { file: path, change: "unchanged" };
  try {
    mkdirSync(dirname(file), { recursive: true });
    const backup = isNew ? undefined : backUp(file, now);
    const draft = `${file}.${process.pid}.tmp`;
    writeFileSync(draft, merged, { mode: isNew ? 0o600 : statSync(file).mode });
    renameSync(draft, file);
    return { file: path, change: isNew ? "created" : "changed", ...(backup === undefined ? {} : { backup }) };
  } catch (error) {
    throw new AppError(
      "unavailable",
      `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

function mergeOrRefuse(path: string, text: string, merge: (text: string) => string): string {
  try {
    return merge(text);
  } catch (error) {
    if (!isAppError(error)) throw error;
    throw new AppError(
      "conflict",
      `${path} was left as it is: ${error.message}. Correct it, or paste the configuration by hand.`,
      { cause: error },
    );
  }
}

function backUp(file: string, now: Date): string {
  const stamp = now.toISOString().replace(/[-:]/g, "").replace(/\.\d+/, "");
  let backup = `${file}.backup-${stamp}`;
  for (let attempt = 2; existsSync(backup); attempt += 1) backup = `${file}.backup-${stamp}-${attempt}`;
  copyFileSync(file, backup);
  return backup;
}
