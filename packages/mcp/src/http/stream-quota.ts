import type { Principal } from "@mcp-tools/core";

/** How many sessions and streams may be open in this process, of all and of each principal. */
export interface StreamQuota {
  /** Undefined while there is room for one more. */
  isFull(principal: Principal): "process" | "principal" | undefined;
  /** Counts one for its principal. Returns the release; calling it twice changes nothing. */
  take(principal: Principal): () => void;
}

/** Of the sessions and streams of one principal, so that one key cannot take them all. */
const PER_PRINCIPAL_MAX = 1_000;

export interface StreamQuotaOptions {
  readonly max: number;
  /** Open in this process now. */
  readonly open: () => number;
}

export function createStreamQuota({ max, open }: StreamQuotaOptions): StreamQuota {
  const held = new Map<string, number>();
  // In a small process, half of it.
  const own = Math.min(PER_PRINCIPAL_MAX, Math.ceil(max / 2));
  return {
    isFull({ id, kind }) {
      if (open() >= max) return "process";
      // Everyone on an open loopback bind is one principal.
      return kind !== "local" && (held.get(id) ?? 0) >= own ? "principal" : undefined;
    },
    take({ id }) {
      let isHeld = true;
      held.set(id, (held.get(id) ?? 0) + 1);
      return () => {
        if (!isHeld) return;
        isHeld = false;
        const left = (held.get(id) ?? 1) - 1;
        if (left === 0) held.delete(id);
        else held.set(id, left);
      };
    },
  };
}
