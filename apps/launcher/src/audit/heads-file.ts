import { readFile, rename, writeFile } from "node:fs/promises";
import { AppError, type AuditHead } from "@mcp-tools/core";

/** Ends of chains that `saveHeads` wrote. @throws AppError `invalid_input` naming the file */
export async function readHeads(path: string): Promise<readonly AuditHead[]> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new AppError("invalid_input", `${path} cannot be read. --save-heads writes such a file.`, { cause });
  });
  const heads = parseHeads(text);
  if (heads === undefined) throw new AppError("invalid_input", `${path} does not hold what --save-heads writes.`);
  return heads;
}

function parseHeads(text: string): readonly AuditHead[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const heads = typeof value === "object" && value !== null && "heads" in value ? value.heads : undefined;
  return Array.isArray(heads) && heads.every(isHead) ? heads : undefined;
}

function isHead(value: unknown): value is AuditHead {
  if (typeof value !== "object" || value === null) return false;
  const { writer, seq, number, hash } = value as Partial<Record<keyof AuditHead, unknown>>;
  return typeof writer === "string" && Number.isInteger(seq) && Number.isInteger(number) && typeof hash === "string";
}

/** The old file stays until the new one is complete. */
export async function saveHeads(path: string, heads: readonly AuditHead[]): Promise<void> {
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify({ heads }, undefined, 2)}\n`, { mode: 0o600 });
  await rename(draft, path);
}
