import type { LiveEventName, LiveEvents } from "../../../src/contract/live-event.ts";

export type LiveStatus = "connecting" | "connected" | "reconnecting" | "stale";

export interface LiveState {
  readonly status: LiveStatus;
  /** When the server was last heard, milliseconds since the epoch. */
  readonly heardAt: number | undefined;
}

type Listener<Name extends LiveEventName> = (data: LiveEvents[Name]) => void;

/** The one stream of everything live. It is closed while the page is hidden, unless it has to tell: a browser has few connections to one host. */
export interface Live {
  start(): () => void;
  on<Name extends LiveEventName>(name: Name, listener: Listener<Name>): () => void;
  getState(): LiveState;
  subscribe(onChange: () => void): () => void;
}

/** Five missed ticks. */
const staleMs = 10_000;
const hiddenMs = 30_000;
const retryMs = { min: 1000, max: 15_000 };

export interface LiveOptions {
  readonly open: () => LiveSource;
  /** Whose visibility counts. */
  readonly page: Pick<Document, "hidden" | "addEventListener" | "removeEventListener">;
  /** What knows that the network is gone before the stream does: a browser's window. */
  readonly network: Pick<EventTarget, "addEventListener" | "removeEventListener">;
  /** Whether something is to be told also while the page is hidden. */
  readonly staysOpen?: () => boolean;
}

/** As much of an `EventSource` as is used. */
export type LiveSource = Pick<EventSource, "addEventListener" | "close" | "readyState">;

/** `EventSource.OPEN` (HTML Standard §9.2). */
const openState = 1;

export function createLive({ open, page, network, staysOpen = () => false }: LiveOptions): Live {
  const listeners = new Map<LiveEventName, Set<(data: never) => void>>();
  const watchers = new Set<() => void>();
  let state: LiveState = { status: "connecting", heardAt: undefined };
  let source: LiveSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let attempts = 0;

  return {
    start() {
      connect();
      const watchdog = setInterval(checkAge, 1000);
      let hiding: ReturnType<typeof setTimeout> | undefined;
      const onVisibility = () => {
        clearTimeout(hiding);
        if (page.hidden) hiding = setTimeout(() => void (staysOpen() || disconnect()), hiddenMs);
        else if (source === undefined) connect();
      };
      page.addEventListener("visibilitychange", onVisibility);
      network.addEventListener("offline", lose);
      network.addEventListener("online", regain);
      return () => {
        clearInterval(watchdog);
        clearTimeout(hiding);
        page.removeEventListener("visibilitychange", onVisibility);
        network.removeEventListener("offline", lose);
        network.removeEventListener("online", regain);
        disconnect();
      };
    },
    on(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener));
      return () => void set.delete(listener);
    },
    getState: () => state,
    subscribe(onChange) {
      watchers.add(onChange);
      return () => void watchers.delete(onChange);
    },
  };

  function connect() {
    disconnect();
    source = open();
    for (const name of ["overview", "approvals", "calls", "tools_changed"] as const) {
      source.addEventListener(name, (event: MessageEvent<string>) => hear(name, event.data));
    }
    source.addEventListener("error", lose);
  }

  function disconnect() {
    clearTimeout(retry);
    source?.close();
    source = undefined;
  }

  function hear(name: LiveEventName, text: string) {
    attempts = 0;
    update({ status: "connected", heardAt: Date.now() });
    const data: unknown = JSON.parse(text);
    for (const listener of listeners.get(name) ?? []) listener(data as never);
  }

  /** Ours is the only retry: the browser's own gives up for good on an answer that is not 200. */
  function lose() {
    disconnect();
    checkAge();
    const backoff = Math.min(retryMs.max, retryMs.min * 2 ** attempts);
    attempts += 1;
    retry = setTimeout(connect, backoff * (0.75 + Math.random() * 0.5));
  }

  function regain() {
    if (source !== undefined) return;
    attempts = 0;
    connect();
  }

  function checkAge() {
    const age = state.heardAt === undefined ? undefined : Date.now() - state.heardAt;
    const lost = source === undefined || source.readyState !== openState;
    if (age !== undefined && age >= staleMs) update({ ...state, status: "stale" });
    else if (lost && state.status === "connected") update({ ...state, status: "reconnecting" });
    else if (age === undefined && lost && attempts > 2) update({ ...state, status: "stale" });
  }

  function update(next: LiveState) {
    const changed = next.status !== state.status || next.heardAt !== state.heardAt;
    state = next;
    if (changed) for (const watcher of watchers) watcher();
  }
}
