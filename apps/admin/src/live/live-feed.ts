import type { Mailbox } from "./create-mailbox.ts";

/** Everything live, read once for all open consoles, and only while one is open. */
export interface LiveFeed {
  /**
   * `isFull`: the reader may see what was in a call.
   * @throws AppError `unavailable` when too many are open or the feed is closed
   */
  open(reader: { isFull: boolean }): Mailbox;
  /** Ends every reader's stream. */
  close(): void;
  readonly readers: number;
}
