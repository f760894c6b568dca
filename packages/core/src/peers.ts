/** The processes of a fleet, asked one by one, for what only one of them can do. */
export interface Peers {
  /** What the others call this process: letters, digits, `-` and `_`. Undefined where there are no others. */
  readonly own: string | undefined;
  /** Answers what others ask of this process. Values are what JSON holds. Returns the release. */
  serve(answer: (request: unknown) => unknown): () => void;
  /**
   * The answer of that process.
   * @throws AppError `not_found` when nobody of that name is there; `unavailable` when it does not answer in time, though it
   *   may have done what it was asked
   */
  ask(peer: string, request: unknown): Promise<unknown>;
  close(): Promise<void>;
}
