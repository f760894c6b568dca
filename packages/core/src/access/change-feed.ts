/** What processes that share a database tell each other through it, after the commit that made it true. */
export type Change =
  | { readonly kind: "policy"; readonly version: number }
  | { readonly kind: "key"; readonly id: string }
  | { readonly kind: "approval"; readonly id: string }
  | { readonly kind: "idempotency"; readonly id: string }
  /** Whoever holds it open is to end it. */
  | { readonly kind: "end_session"; readonly by: "session" | "principal"; readonly id: string }
  /** People, their sessions, tokens, credentials: nothing that is cached for calls. */
  | { readonly kind: "people" };

/**
 * Hears the changes of all processes, this one included. Hearing may fail for a while (the connection is lost), so
 * whoever must not miss one also looks by itself: `onGap` is called after each time that something may have been missed.
 */
export interface ChangeFeed {
  /** Returns the release. The first subscriber makes the connection. */
  subscribe(listener: { onChange(change: Change): void; onGap(): void }): () => void;
  close(): Promise<void>;
}
