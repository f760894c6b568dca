import type { Bus, BusEvent, Logger } from "@mcp-tools/core";
import { deliver } from "./deliver.ts";

export interface MemoryBusOptions {
  /** Where a listener's fault is reported. */
  readonly logger?: Logger | undefined;
}

/** A bus for one process. Events arrive in order, soon after `publish` has returned, as they would from elsewhere. */
export function createMemoryBus({ logger }: MemoryBusOptions = {}): Bus {
  const listeners = new Set<(event: BusEvent) => void>();
  let closed = false;

  return {
    kind: "memory",
    publish(event) {
      if (!closed) queueMicrotask(() => deliver(listeners, (listener) => listener(event), logger));
    },
    subscribe(listener) {
      const own = (event: BusEvent) => listener(event);
      listeners.add(own);
      return () => void listeners.delete(own);
    },
    close() {
      closed = true;
      listeners.clear();
      return Promise.resolve();
    },
  };
}
