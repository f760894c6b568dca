import type { Approval } from "@mcp-tools/core";
import type { RunningCall } from "@mcp-tools/tools";
import { progressText } from "./approval-texts.ts";

/** Every few seconds, on the tick that comes next: clients that reset their clock on progress wait longer. */
const EVERY_MS = 4_000;

/**
 * Tells the caller that its call waits, where it asked for progress; call it as often as you like. The number stays below
 * one and only rises, so that what the tool itself reports afterwards is still more.
 */
export function createProgress(
  { request, startedAt }: RunningCall,
  approval: Approval,
  { holdMs }: { holdMs: number },
): (now: number) => void {
  const { progress } = request;
  if (progress === undefined) return () => {};
  let nextAt = 0;
  return (now) => {
    if (now < nextAt) return;
    nextAt = now + EVERY_MS;
    const waitedMs = Math.max(0, now - startedAt);
    progress(waitedMs / (waitedMs + Math.max(1, holdMs)), undefined, progressText(approval, waitedMs));
  };
}
