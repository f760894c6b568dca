import type { ChangeFeed } from "@mcp-tools/core";

/** A feed that is there before the code for it is loaded. Closing one that nobody subscribed to loads nothing. */
export function createLazyChangeFeed(load: () => Promise<ChangeFeed>): ChangeFeed {
  let loading: Promise<ChangeFeed> | undefined;
  let isClosed = false;

  /** Code that cannot be loaded is missed by everyone else, too, and said there. */
  async function listen(listener: Parameters<ChangeFeed["subscribe"]>[0], isWanted: () => boolean) {
    loading ??= load();
    const feed = await loading.catch(() => (loading = undefined));
    return feed !== undefined && isWanted() && !isClosed ? feed.subscribe(listener) : undefined;
  }

  return {
    subscribe(listener) {
      let isReleased = false;
      const listening = listen(listener, () => !isReleased);
      return () => {
        isReleased = true;
        void listening.then((release) => release?.());
      };
    },
    async close() {
      isClosed = true;
      await (await loading?.catch(() => undefined))?.close();
    },
  };
}
