import { constants } from "node:os";

let received: NodeJS.Signals | undefined;

/** Aborts at the first SIGINT or SIGTERM; the second ends the process, as it does everywhere. */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => {
      received = signal;
      controller.abort();
    });
  return controller.signal;
}

/** 130 or 143 where a signal ended what was done; undefined where none did. */
export function signalCode(): number | undefined {
  return received === undefined ? undefined : 128 + constants.signals[received];
}
