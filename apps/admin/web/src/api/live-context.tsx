import { useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useEffectEvent, useSyncExternalStore, type ReactNode } from "react";
import type { LiveEventName, LiveEvents } from "../../../src/contract/live-event.ts";
import { catchUp } from "./catch-up.ts";
import type { Live, LiveState } from "./live.ts";
import { authQuery, overviewQuery, waitingQuery } from "./queries.ts";

const LiveContext = createContext<Live | undefined>(undefined);

/** Starts the stream and keeps the cache in step with it. */
export function LiveProvider({ live, children }: { live: Live; children: ReactNode }) {
  const queries = useQueryClient();
  useEffect(() => {
    const releases = [
      live.on("overview", (overview) => queries.setQueryData(overviewQuery().queryKey, overview)),
      live.on("approvals", (waiting) => {
        queries.setQueryData(waitingQuery().queryKey, waiting);
        void queries.invalidateQueries({
          queryKey: ["approvals"],
          predicate: ({ queryKey }) => queryKey[1] !== "count",
        });
      }),
      live.on("tools_changed", () => void queries.invalidateQueries({ queryKey: ["tools"] })),
      catchUp({ live, queries, authKey: authQuery().queryKey }),
      live.start(),
    ];
    return () => releases.forEach((release) => release());
  }, [live, queries]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

export function useLiveState(): LiveState {
  const live = useLive();
  return useSyncExternalStore(live.subscribe, live.getState);
}

export function useLiveEvent<Name extends LiveEventName>(name: Name, listener: (data: LiveEvents[Name]) => void): void {
  const live = useLive();
  const onEvent = useEffectEvent(listener);
  useEffect(() => live.on(name, (data) => onEvent(data)), [live, name]);
}

function useLive(): Live {
  const live = useContext(LiveContext);
  if (live === undefined) throw new Error("LiveProvider is missing");
  return live;
}
