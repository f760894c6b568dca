import { useCallback, useEffect, useRef, useState } from "react";
import type { CallProgress, CallToolResult } from "../../../../../src/contract/try-it.ts";
import { inReadersLanguage, isProblem } from "../../../api/readers-language.ts";
import { readEvents } from "./read-events.ts";

export type ToolCallState =
  | { readonly phase: "idle" }
  | { readonly phase: "running"; readonly startedAt: number; readonly progress: CallProgress | undefined }
  | { readonly phase: "done"; readonly tookMs: number; readonly result: CallToolResult }
  /** `message` undefined: the connection was lost. */
  | { readonly phase: "failed"; readonly tookMs: number; readonly message: string | undefined }
  | { readonly phase: "stopped"; readonly tookMs: number };

export interface ToolCallInput {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly toolset: string | undefined;
}

/** One call at a time, watched to its end; it is given up when the page is left. */
export function useToolCall() {
  const [state, setState] = useState<ToolCallState>({ phase: "idle" });
  const running = useRef<AbortController>(undefined);
  const stop = useCallback(() => running.current?.abort(), []);
  useEffect(() => stop, [stop]);

  const run = useCallback(async (input: ToolCallInput) => {
    running.current?.abort();
    const leaving = new AbortController();
    running.current = leaving;
    const startedAt = Date.now();
    const tookMs = () => Date.now() - startedAt;
    const set = (next: ToolCallState) => running.current === leaving && setState(next);
    set({ phase: "running", startedAt, progress: undefined });
    try {
      const end = await callTool(input, leaving.signal, (progress) => set({ phase: "running", startedAt, progress }));
      set(
        "result" in end
          ? { phase: "done", tookMs: tookMs(), result: end.result }
          : { phase: "failed", tookMs: tookMs(), message: end.message },
      );
    } catch {
      set(
        leaving.signal.aborted
          ? { phase: "stopped", tookMs: tookMs() }
          : { phase: "failed", tookMs: tookMs(), message: undefined },
      );
    }
  }, []);

  return { state, run, stop };
}

type End = { readonly result: CallToolResult } | { readonly message: string | undefined };

async function callTool(
  { tool, toolset, ...input }: ToolCallInput,
  signal: AbortSignal,
  onProgress: (progress: CallProgress) => void,
): Promise<End> {
  const response = await fetch(`/api/tools/${encodeURIComponent(tool)}/call`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream" },
    body: JSON.stringify({ ...input, ...(toolset !== undefined && { toolset }) }),
    signal,
  });
  if (!response.ok || response.body === null) return { message: await messageOf(await response.text()) };
  let end: End = { message: undefined };
  for await (const { event, data } of readEvents(response.body)) {
    if (event === "progress") onProgress(JSON.parse(data) as CallProgress);
    else if (event === "result") end = { result: JSON.parse(data) as CallToolResult };
    else if (event === "problem") end = { message: await messageOf(data) };
  }
  return end;
}

async function messageOf(text: string): Promise<string | undefined> {
  const body: unknown = parseJson(text);
  return isProblem(body) ? inReadersLanguage(body.error.message) : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
