import { AppError } from "@mcp-tools/core";

const BYTES_MAX = 1_048_576;

/**
 * A JSON document of at most 1 MiB, from that very URL: redirects are not followed.
 * @throws AppError `unavailable` saying what came instead
 */
export async function fetchJson(url: string, timeoutMs: number): Promise<unknown> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, { redirect: "manual", signal, headers: { accept: "application/json" } });
    const text = await readText(response);
    if (response.status !== 200) throw new Error(`it answers with status ${response.status}`);
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("unavailable", `${url} cannot be read: ${reasonOf(cause, timeoutMs)}.`, { cause });
  }
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    // Leaving the loop cancels the rest.
    if (bytes > BYTES_MAX) throw new Error(`it is longer than ${BYTES_MAX} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function reasonOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return "an unknown fault";
  if (error.name === "TimeoutError") return `no answer within ${timeoutMs} ms`;
  if (error instanceof SyntaxError) return "it is not JSON";
  const { cause } = error;
  return cause instanceof Error && "code" in cause ? String(cause.code) : error.message;
}
