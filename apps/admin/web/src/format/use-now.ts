import { useSyncExternalStore } from "react";

const everyMs = 5000;

/** The time, renewed every five seconds for everyone who shows how long ago something was. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, coarseNow);
}

function subscribe(onChange: () => void): () => void {
  const timer = setInterval(onChange, 1000);
  return () => clearInterval(timer);
}

function coarseNow(): number {
  return Math.floor(Date.now() / everyMs) * everyMs;
}
