import { useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useEffectEvent, useSyncExternalStore, type ReactNode } from "react";
import type { LiveEventName, LiveEvents } from "../../../src/contract/live-event.ts";
import type { Live, LiveState } from "./live.ts";
import { authQuery, overviewQuery, waitingQuery } from "./queries.ts";

const LiveContext = createContext<Live | undefined>(undefined);

/** Starts the stream and keeps the cache in step with it. */
export function LiveProvider({ live, children }: { live: Live; children: ReactNode }) {
  const queries = useQueryClient();
  useEffect(() => {
    let before = live.getState().status;
    // What happened while nobody listened comes in no event.
    function catchUp() {
      const { status } = live.getState();
      if (status === "connected" && (before === "reconnecting" || before === "stale")) {
        for (const name of ["calls", "tools", "approvals"]) void queries.invalidateQueries({ queryKey: [name] });
      }
      // An answer that is not 200 looks like a lost connection: it may be the session that is gone.
      if (status === "reconnecting" && before === "connected")
        void queries.invalidateQueries({ queryKey: authQuery().queryKey });
      before = status;
    }
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
      live.subscribe(catchUp),
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
