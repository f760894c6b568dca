/** What processes tell each other. Small on purpose: a receiver re-reads the truth from its store. */
export type BusEvent =
  | { readonly kind: "tools_changed" }
  | { readonly kind: "prompts_changed" }
  | { readonly kind: "resources_changed" }
  | { readonly kind: "resource_updated"; readonly uri: string }
  | { readonly kind: "session_ended"; readonly sessionId: string };

export interface Bus {
  /** Delivered to every subscriber of every process, this one included; at most once. */
  publish(event: BusEvent): void;
  /** Returns the release. */
  subscribe(listener: (event: BusEvent) => void): () => void;
  readonly kind: "memory" | "redis";
  close(): Promise<void>;
}
