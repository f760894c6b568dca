/** One event of a stream, as it stands on the wire. */
export interface StreamEvent {
  /** 1, 2, 3, … within its stream. */
  readonly seq: number;
  /** JSON text of one JSON-RPC message; empty for a priming event. */
  readonly data: string;
}

/** What is to become of a stream whose process dies. */
export interface StreamWill {
  /** Appended in its place, and the stream ended, so that whoever reads it does not wait for ever. */
  readonly lastWords: readonly string[];
  /** Given once to a process that follows the stream and can do it; the stream is that one's then, and this its last words. */
  readonly work?: string | undefined;
}

/** What may become of a stream that is followed. */
export interface StreamEnds {
  readonly onEnd?: (() => void) | undefined;
  readonly onOrphan?: ((work: string, claim: StreamClaim) => void) | undefined;
}

/** A process's promise to end a stream, and its right to add to it. */
export interface StreamClaim {
  /**
   * As `StreamLog.append`, tried again while the log is away for a moment. @throws AppError `conflict` also when the process was
   * taken for dead, and another has the stream
   */
  append(data: string): Promise<number>;
  /** `append` and `end` in one step: whoever dies has answered and ended, or neither. */
  finish(data: string): Promise<void>;
  /** As `StreamLog.end`, and the promise is kept. Does nothing to a stream that another process has. */
  end(): Promise<void>;
  /** It cannot be kept: the stream goes on as if the process had died. */
  abandon(): void;
}

/**
 * The ordered events of a session's streams, for resumption. Keys are `(sessionId, streamId)`,
 * so that no event id of one session can ever name another session's stream.
 */
export interface StreamLog {
  /** Stores the event and returns its sequence number. */
  append(sessionId: string, streamId: string, data: string): Promise<number>;
  /** Events after `seq`, in order; undefined when the stream is unknown or events after `seq` are no longer kept. */
  read(sessionId: string, streamId: string, seq: number): Promise<StreamEvent[] | undefined>;
  /**
   * Calls back for every event appended from now on, and once when the stream ends. `onOrphan` does the work of a process that
   * has died, and owns the stream from then on; without it the stream gets its last words. Returns the release.
   */
  tail(sessionId: string, streamId: string, onEvent: (event: StreamEvent) => void, ends?: StreamEnds): () => void;
  /** This process will end the stream. */
  claim(sessionId: string, streamId: string, will: StreamWill): StreamClaim;
  /** Nothing further will be appended; the stream is kept for its retention time. */
  end(sessionId: string, streamId: string): Promise<void>;
  isEnded(sessionId: string, streamId: string): Promise<boolean>;
  deleteSession(sessionId: string): Promise<void>;
  close(): Promise<void>;
}
