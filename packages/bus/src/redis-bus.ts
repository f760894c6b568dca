import { createId, type Bus, type BusEvent, type Logger } from "@mcp-tools/core";
import { createMemoryBus } from "./memory-bus.ts";
import type { RedisLink } from "./redis-link.ts";

const CHANNEL = "mcp-tools:events";

interface Envelope {
  readonly from: string;
  readonly event: BusEvent;
}

/**
 * A bus between processes: within this one as in memory, to the others over a Redis channel, so that Redis being away
 * keeps nothing from its own listeners. At most once: what others miss then, they read from their store.
 */
export function createRedisBus({ link, logger }: { link: RedisLink; logger?: Logger | undefined }): Bus {
  const own = createId();
  const local = createMemoryBus({ logger });
  const release = link.listen(CHANNEL, (text) => {
    const envelope = JSON.parse(text) as Envelope;
    if (envelope.from !== own) local.publish(envelope.event);
  });
  let isClosed = false;
  return {
    kind: "redis",
    publish(event) {
      if (isClosed) return;
      local.publish(event);
      link
        .run((client) => client.publish(CHANNEL, JSON.stringify({ from: own, event } satisfies Envelope)))
        .catch((err: unknown) => logger?.debug({ err, kind: event.kind }, "other processes were not told"));
    },
    subscribe: (listener) => local.subscribe(listener),
    async close() {
      isClosed = true;
      release();
      await local.close();
    },
  };
}
