import type { Actor } from "@mcp-tools/governance";
import type { Mailbox } from "./create-mailbox.ts";

/** What a reader may see. */
export interface LiveReader {
  readonly actor: Actor;
  readonly isFull: boolean;
  readonly seesApprovals: boolean;
}

/** Everything live, read once for all open consoles, and only while one is open. */
export interface LiveFeed {
  /**
   * `isFull`: the reader may see what was in a call; `seesApprovals`: and which calls wait.
   * @throws AppError `unavailable` when too many are open or the feed is closed
   */
  open(reader: LiveReader): Mailbox;
  /** Ends every reader's stream. */
  close(): void;
  readonly readers: number;
}
