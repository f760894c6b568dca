/** Bad credentials per network: who has sent too many in a minute is not listened to until it is over. */
export interface CredentialThrottle {
  /** Milliseconds until it is over; undefined while fewer than too many came. */
  blockedMs(network: string): number | undefined;
  note(network: string): void;
}

const WINDOW_MS = 60_000;
/** Of more networks the one that came first is forgotten. */
const NETWORKS_MAX = 10_000;

export function createCredentialThrottle(perMinute: number): CredentialThrottle {
  const windows = new Map<string, { readonly endsAt: number; count: number }>();
  return {
    blockedMs(network) {
      const window = windows.get(network);
      if (window === undefined || window.count < perMinute) return undefined;
      const leftMs = window.endsAt - Date.now();
      return leftMs > 0 ? leftMs : undefined;
    },
    note(network) {
      const now = Date.now();
      const window = windows.get(network);
      if (window !== undefined && window.endsAt > now) {
        window.count += 1;
        return;
      }
      windows.delete(network);
      if (windows.size >= NETWORKS_MAX) {
        const [oldest] = windows.keys();
        if (oldest !== undefined) windows.delete(oldest);
      }
      windows.set(network, { endsAt: now + WINDOW_MS, count: 1 });
    },
  };
}
