import type { QueryClient, QueryKey } from "@tanstack/react-query";
import type { Live } from "./live.ts";

interface CatchUpOptions {
  readonly live: Pick<Live, "getState" | "subscribe">;
  readonly queries: QueryClient;
  /** Of the query that tells who is signed in. */
  readonly authKey: QueryKey;
}

/**
 * Has everything read anew once a lost connection is back: what happened meanwhile comes in no event, and what failed
 * meanwhile is tried by nobody else. What a page shows is asked for at once, the rest when it is shown again.
 */
export function catchUp({ live, queries, authKey }: CatchUpOptions): () => void {
  let before = live.getState().status;
  return live.subscribe(() => {
    const { status } = live.getState();
    if (status === "connected" && (before === "reconnecting" || before === "stale")) void queries.invalidateQueries();
    // An answer that is not 200 looks like a lost connection: it may be the session that is gone.
    if (status === "reconnecting" && before === "connected") void queries.invalidateQueries({ queryKey: authKey });
    before = status;
  });
}
