import type { ChangeFeed, Logger, OpenSession, SessionTarget } from "@mcp-tools/core";

/** A part of this process that holds sessions of clients open. */
export interface SessionHolder {
  list(): readonly OpenSession[];
  /** Ends what it holds of the target; absent where only clients can end what it holds. */
  end?(target: SessionTarget): Promise<void> | void;
}

/** What clients hold open at this process, for all to see and to end. */
export interface OpenSessions {
  /** Returns the release. */
  add(holder: SessionHolder): () => void;
  /** The most recently used ones: as many as the others are told of. */
  list(): OpenSession[];
  close(): void;
}

export interface OpenSessionsDeps {
  readonly changes: Pick<ChangeFeed, "subscribe">;
  readonly logger: Logger;
  /** Something was ended: the others should hear of it soon. */
  readonly onEnded: () => void;
}

/** Every report carries them, every five seconds: of very many, the rest is only counted. */
const REPORTED_MAX = 500;

export function createOpenSessions({ changes, logger, onEnded }: OpenSessionsDeps): OpenSessions {
  const holders = new Set<SessionHolder>();
  let release: (() => void) | undefined;

  async function end(target: SessionTarget): Promise<void> {
    await Promise.all(
      [...holders].map(async (holder) => {
        try {
          await holder.end?.(target);
        } catch (err) {
          logger.error({ err }, "sessions not ended");
        }
      }),
    );
    onEnded();
  }

  return {
    add(holder) {
      holders.add(holder);
      if (holder.end !== undefined)
        release ??= changes.subscribe({
          onChange: (change) => void (change.kind === "end_session" && end({ by: change.by, id: change.id })),
          // One that was missed is still listed, and whoever asked for its end sees that.
          onGap() {},
        });
      return () => void holders.delete(holder);
    },
    list: () =>
      [...holders]
        .flatMap((holder) => holder.list())
        .toSorted((a, b) => b.lastUsedAt - a.lastUsedAt)
        .slice(0, REPORTED_MAX),
    close: () => release?.(),
  };
}
