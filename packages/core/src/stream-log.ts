/** One event of a stream, as it stands on the wire. */
export interface StreamEvent {
  /** 1, 2, 3, … within its stream. */
  readonly seq: number;
  /** JSON text of one JSON-RPC message; empty for a priming event. */
  readonly data: string;
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
  /** Calls back for every event appended from now on, and once when the stream ends. Returns the release. */
  tail(sessionId: string, streamId: string, onEvent: (event: StreamEvent) => void, onEnd?: () => void): () => void;
  /**
   * This process will end the stream. Should it die before, `lastWords` are appended in its place, and the stream ended, so
   * that whoever reads it does not wait for ever. Returns the release.
   */
  claim(sessionId: string, streamId: string, lastWords: readonly string[]): () => void;
  /** Nothing further will be appended; the stream is kept for its retention time. */
  end(sessionId: string, streamId: string): Promise<void>;
  isEnded(sessionId: string, streamId: string): Promise<boolean>;
  deleteSession(sessionId: string): Promise<void>;
  close(): Promise<void>;
}
