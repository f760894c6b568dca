import type { Change, ChangeFeed } from "@mcp-tools/core";

export interface TestChangeFeed extends ChangeFeed {
  tell(change: Change): void;
  gap(): void;
  readonly listeners: number;
}

/** A change feed for tests: says what it is told to say. */
export function createTestChangeFeed(): TestChangeFeed {
  const listeners = new Set<Parameters<ChangeFeed["subscribe"]>[0]>();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    tell(change) {
      for (const { onChange } of listeners) onChange(change);
    },
    gap() {
      for (const { onGap } of listeners) onGap();
    },
    get listeners() {
      return listeners.size;
    },
    close: async () => listeners.clear(),
  };
}
