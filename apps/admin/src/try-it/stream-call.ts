import { AppError } from "@mcp-tools/core";
import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import type { CallProgress, CallToolResult } from "../contract/try-it.ts";
import type { ApiEnv } from "../routes/api-deps.ts";
import type { Problem } from "../contract/problem.ts";

const heartbeatMs = 15_000;

type Run = (watch: { signal: AbortSignal; progress: (progress: CallProgress) => void }) => Promise<CallToolResult>;

/**
 * A call as a stream: any number of `progress`, then one `result` or one `problem`. It ends when its reader goes. Of
 * progress that is quicker than its reader, the newest is sent.
 */
export function streamCall(c: Context<ApiEnv>, run: Run): Response {
  c.header("X-Accel-Buffering", "no");
  return streamSSE(c, async (stream) => {
    const leaving = new AbortController();
    stream.onAbort(() => leaving.abort());
    let newest: CallProgress | undefined;
    let sending = Promise.resolve();
    const progress = (given: CallProgress) => {
      const isWaiting = newest !== undefined;
      newest = given;
      if (!isWaiting) sending = sending.then(sendNewest);
    };
    const sendNewest = async () => {
      const data = JSON.stringify(newest);
      newest = undefined;
      await stream.writeSSE({ event: "progress", data });
    };
    const heartbeat = setInterval(() => void stream.write(": heartbeat\n\n"), heartbeatMs);
    try {
      const signal = AbortSignal.any([c.req.raw.signal, leaving.signal]);
      const result = await run({ signal, progress });
      await sending;
      await stream.writeSSE({ event: "result", data: JSON.stringify(result) });
    } catch (error) {
      await sending;
      await stream.writeSSE({ event: "problem", data: JSON.stringify(toProblem(error, c.var.requestId)) });
    } finally {
      clearInterval(heartbeat);
    }
  });
}

function toProblem(error: unknown, requestId: string | undefined): { error: Problem["error"] } {
  const { code, message } =
    error instanceof AppError ? error : { code: "internal", message: "Something went wrong. The log says what." };
  return { error: { code, message, ...(requestId === undefined ? {} : { requestId }) } };
}
