import type { ChangeFeed } from "@mcp-tools/core";

/** A feed that is loaded with its first subscriber; one that never had any is closed by doing nothing. */
export function createLazyChanges(get: () => Promise<ChangeFeed>): ChangeFeed {
  let loaded: ChangeFeed | undefined;
  return {
    subscribe(listener) {
      let isReleased = false;
      let release: (() => void) | undefined;
      get().then(
        (feed) => {
          loaded = feed;
          if (!isReleased) release = feed.subscribe(listener);
        },
        // Whoever waits for changes also looks by itself, and is told there why it cannot.
        () => {},
      );
      return () => {
        isReleased = true;
        release?.();
      };
    },
    close: async () => loaded?.close(),
  };
}
