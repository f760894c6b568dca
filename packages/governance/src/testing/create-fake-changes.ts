import type { Change, ChangeFeed } from "@mcp-tools/core";

export interface FakeChanges extends ChangeFeed {
  emit(change: Change): void;
  /** The connection was lost for a while. */
  gap(): void;
  readonly listeners: number;
}

/** A feed that says what it is told to; for tests. */
export function createFakeChanges(): FakeChanges {
  const listeners = new Set<Parameters<ChangeFeed["subscribe"]>[0]>();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: async () => listeners.clear(),
    emit: (change) => {
      for (const { onChange } of listeners) onChange(change);
    },
    gap: () => {
      for (const { onGap } of listeners) onGap();
    },
    get listeners() {
      return listeners.size;
    },
  };
}
