import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { AppError } from "@mcp-tools/core";

/**
 * Writes the parts as fast as they are taken. A reader that has seen enough, such as `head`, ends it well.
 * @throws AppError `conflict` when the file is there already
 */
export async function writeExport(
  parts: AsyncIterable<string>,
  { out, stdout, signal }: { out: string | undefined; stdout: NodeJS.WritableStream; signal: AbortSignal },
): Promise<void> {
  const source = Readable.from(parts, { highWaterMark: 1 });
  try {
    if (out === undefined) await pipeline(source, stdout, { signal, end: false });
    else await pipeline(source, createWriteStream(out, { flags: "wx", mode: 0o600 }), { signal });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EPIPE") return;
    if (code === "EEXIST")
      throw new AppError("conflict", `${out} is there already. Name another file, or remove it.`, { cause: error });
    throw error;
  }
}
