/** A change that clients are told of. */
export type ChangeEvent =
  | { readonly kind: "tools_changed" }
  | { readonly kind: "prompts_changed" }
  | { readonly kind: "resources_changed" }
  | { readonly kind: "resource_updated"; readonly uri: string };

/** What processes tell each other. Small on purpose: a receiver re-reads the truth from its store. */
export type BusEvent =
  | ChangeEvent
  | { readonly kind: "session_ended"; readonly sessionId: string }
  /** What a client of a session sent that is for another process: an answer to its question, the cancellation of its call. */
  | { readonly kind: "client_message"; readonly sessionId: string; readonly message: unknown }
  /** A stream is read by `reader` from now on, and by nobody else. */
  | { readonly kind: "stream_taken"; readonly sessionId: string; readonly streamId: string; readonly reader: string };

export function isChange(event: BusEvent): event is ChangeEvent {
  return !("sessionId" in event);
}

export interface Bus {
  /** Delivered to every subscriber of every process, this one included; at most once. */
  publish(event: BusEvent): void;
  /** Returns the release. */
  subscribe(listener: (event: BusEvent) => void): () => void;
  readonly kind: "memory" | "redis";
  close(): Promise<void>;
}
