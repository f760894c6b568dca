/** Who is calling. Always from a credential or from the transport, never from a URL or an argument. */
export interface Principal {
  /** Stable id, unique across kinds: `local`, `anonymous`, `key:…`, `user:…`. */
  readonly id: string;
  readonly kind: "local" | "anonymous" | "key" | "user";
  /** For people: shown in the console and the call log. */
  readonly name: string;
  /** The space whose data (memory graph, …) this principal works in. */
  readonly space: string;
}

/** Whoever started the process: stdio, the CLI, and an open loopback bind. One space, so that all of a laptop's clients share it. */
export const localPrincipal: Principal = Object.freeze({ id: "local", kind: "local", name: "local", space: "default" });
