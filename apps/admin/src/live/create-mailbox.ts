import type { AuditRecord } from "@mcp-tools/core";
import { summarizeCall } from "../activity/view-call.ts";
import type { CallSummary } from "../contract/call.ts";
import type { LiveEventName, LiveEvents } from "../contract/live-event.ts";

export type LiveMessage = {
  [Name in LiveEventName]: { readonly event: Name; readonly data: LiveEvents[Name] };
}[LiveEventName];

/** What is put into a mailbox: calls as they are stored, since each reader sees its own part of them. */
export type LiveNews =
  | Exclude<LiveMessage, { event: "calls" }>
  | { readonly event: "calls"; readonly data: { readonly rows: readonly AuditRecord[]; readonly more: number } };

/** What waits for one reader. Bounded by shape: the newest overview and count, some calls and a mark, however slowly it reads. */
export interface Mailbox {
  put(news: LiveNews): void;
  /** What came since the last take, waiting up to `waitMs` for something; empty when nothing came, undefined when closed. */
  take(waitMs: number): Promise<LiveMessage[] | undefined>;
  close(): void;
}

const callsMax = 100;

export function createMailbox({ isFull }: { isFull: boolean }): Mailbox {
  let overview: LiveEvents["overview"] | undefined;
  let calls: CallSummary[] = [];
  let more = 0;
  let approvals: LiveEvents["approvals"] | undefined;
  let toolsChanged = false;
  let closed = false;
  let wake: (() => void) | undefined;

  return {
    put(news) {
      if (closed) return;
      if (news.event === "overview") overview = news.data;
      else if (news.event === "approvals") approvals = news.data;
      else if (news.event === "tools_changed") toolsChanged = true;
      else {
        const all = [...news.data.rows.map((row) => summarizeCall(row, isFull)), ...calls];
        calls = all.slice(0, callsMax);
        more += news.data.more + all.length - calls.length;
      }
      wake?.();
    },
    async take(waitMs) {
      if (isEmpty() && !closed) await sleep(waitMs);
      return closed ? undefined : empty();
    },
    close() {
      closed = true;
      wake?.();
    },
  };

  function isEmpty(): boolean {
    return overview === undefined && approvals === undefined && calls.length === 0 && !toolsChanged;
  }

  function sleep(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, waitMs);
      wake = done;
      function done() {
        clearTimeout(timer);
        wake = undefined;
        resolve();
      }
    });
  }

  function empty(): LiveMessage[] {
    const messages: LiveMessage[] = [];
    if (toolsChanged) messages.push({ event: "tools_changed", data: {} });
    if (approvals !== undefined) messages.push({ event: "approvals", data: approvals });
    if (calls.length > 0) messages.push({ event: "calls", data: { calls, more } });
    if (overview !== undefined) messages.push({ event: "overview", data: overview });
    overview = undefined;
    approvals = undefined;
    calls = [];
    more = 0;
    toolsChanged = false;
    return messages;
  }
}
