/** Something that a client holds open at a process: a session, or a stream that it listens to. */
export interface OpenSession {
  /** Tells it from all others; not the session's own id, which its client keeps to itself. */
  readonly id: string;
  readonly transport: "http" | "sse" | "listen" | "stdio";
  readonly principalId: string;
  readonly principalName: string;
  readonly toolset?: string | undefined;
  /** `claude-code/2.1.0`, as the client calls itself. */
  readonly client?: string | undefined;
  readonly protocolVersion?: string | undefined;
  /** Network address that it was opened from. */
  readonly address?: string | undefined;
  /** Milliseconds since the epoch, as the next. */
  readonly startedAt: number;
  readonly lastUsedAt: number;
  /** Requests that wait for their answer. */
  readonly inFlight: number;
}

/** One session, or everything that a principal has open. */
export type SessionTarget =
  | { readonly by: "session"; readonly id: string }
  | { readonly by: "principal"; readonly id: string };
