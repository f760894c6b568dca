import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { catchUp } from "./catch-up.ts";
import type { LiveState, LiveStatus } from "./live.ts";

test("what a page shows is read again once a lost connection is back, also what had failed", async () => {
  const { say, shown, failed, left, queries } = await start();
  say("reconnecting");
  say("stale");
  say("connected");
  await expect.poll(() => queries.isFetching()).toBe(0);
  expect([shown.reads, failed.reads]).toEqual([2, 2]);
  // What no page shows waits until one does.
  expect([left.reads, queries.getQueryState(["left"])?.isInvalidated]).toEqual([1, true]);
});

test("the first connection, and each that goes on, has nothing read again", async () => {
  const { say, shown, failed } = await start("connecting");
  say("connected");
  say("connected");
  expect([shown.reads, failed.reads]).toEqual([1, 1]);
});

test("a connection that was lost has the session looked at", async () => {
  const { say, queries } = await start();
  queries.setQueryData(["auth"], {});
  say("reconnecting");
  expect(queries.getQueryState(["auth"])?.isInvalidated).toBe(true);
});

async function start(status: LiveStatus = "connected") {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } });
  const watchers = new Set<() => void>();
  let state: LiveState = { status, heardAt: undefined };
  catchUp({
    live: {
      getState: () => state,
      subscribe(onChange) {
        watchers.add(onChange);
        return () => void watchers.delete(onChange);
      },
    },
    queries,
    authKey: ["auth"],
  });
  const [shown, failed, left] = [countReads(), countReads(new Error("The server is away")), countReads()];
  for (const [name, { read }] of Object.entries({ shown, failed }))
    new QueryObserver(queries, { queryKey: [name], queryFn: read }).subscribe(() => {});
  await queries.prefetchQuery({ queryKey: ["left"], queryFn: left.read });
  await expect.poll(() => queries.isFetching()).toBe(0);
  return {
    queries,
    shown,
    failed,
    left,
    say(next: LiveStatus) {
      state = { status: next, heardAt: Date.now() };
      for (const watcher of watchers) watcher();
    },
  };
}

function countReads(error?: Error) {
  const count = {
    reads: 0,
    async read() {
      count.reads += 1;
      if (error !== undefined) throw error;
      return count.reads;
    },
  };
  return count;
}
