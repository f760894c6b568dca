import { createId, type Bus, type SsePost, type SseTaken } from "@mcp-tools/core";

/** Between processes: a POST to `/messages` goes to the one that holds the stream, wherever a balancer sent it. */
export interface SseRelay {
  /** Undefined when nobody has taken it in time: there is no such stream. */
  send(post: Omit<SsePost, "postId">): Promise<Pick<SseTaken, "refusal"> | undefined>;
  close(): void;
}

/** A process that is busy answers later; one that is gone never. */
const TAKEN_MS = 2_000;

/** `take` is asked for each message that came to another process; undefined: the stream is not here. */
export function createSseRelay({
  bus,
  take,
}: {
  readonly bus: Pick<Bus, "publish" | "subscribe">;
  readonly take: (post: SsePost) => Pick<SseTaken, "refusal"> | undefined;
}): SseRelay {
  const waiting = new Map<string, (taken?: Pick<SseTaken, "refusal">) => void>();
  const release = bus.subscribe((event) => {
    if (event.kind === "sse_taken") return waiting.get(event.postId)?.(event);
    if (event.kind !== "sse_posted" || waiting.has(event.postId)) return;
    const { sessionId, postId } = event;
    const taken = take(event);
    if (taken !== undefined) bus.publish({ kind: "sse_taken", sessionId, postId, ...taken });
  });
  return {
    send(post) {
      const postId = createId();
      return new Promise((resolve) => {
        const settle = (taken?: Pick<SseTaken, "refusal">) => {
          clearTimeout(timer);
          waiting.delete(postId);
          resolve(taken);
        };
        const timer = setTimeout(settle, TAKEN_MS);
        waiting.set(postId, settle);
        bus.publish({ kind: "sse_posted", ...post, postId });
      });
    },
    close() {
      release();
      for (const settle of waiting.values()) settle();
    },
  };
}
