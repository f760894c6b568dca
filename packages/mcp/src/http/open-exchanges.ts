import type { ServerResponse } from "node:http";
import { answerError, Codes } from "./answer.ts";
import { onClose } from "./on-close.ts";

/** Requests whose response is not over, so that those of a principal can be ended at once. */
export interface OpenExchanges {
  add(principalId: string, res: ServerResponse): void;
  /** Ends the responses of this principal: refused where nothing was sent yet, cut where a stream is open. */
  end(principalId: string): void;
}

interface Entry {
  readonly principalId: string;
  readonly res: ServerResponse;
  previous: Entry | undefined;
  next: Entry | undefined;
}

/**
 * A linked list and not a Set: one that is added to and deleted from with each request gets a new table every few of
 * them, and V8 keeps the old ones until the next full collection. It is walked only when a credential ends.
 */
export function createOpenExchanges(): OpenExchanges {
  let first: Entry | undefined;

  function remove(entry: Entry): void {
    if (entry.previous === undefined) first = entry.next;
    else entry.previous.next = entry.next;
    if (entry.next !== undefined) entry.next.previous = entry.previous;
  }

  return {
    add(principalId, res) {
      const entry: Entry = { principalId, res, previous: undefined, next: first };
      if (first !== undefined) first.previous = entry;
      first = entry;
      onClose(res, () => remove(entry));
    },
    end(principalId) {
      for (let entry = first; entry !== undefined; entry = entry.next)
        if (entry.principalId === principalId) cut(entry.res);
    },
  };
}

function cut(res: ServerResponse): void {
  if (res.headersSent) return void res.destroy();
  answerError(res, {
    status: 401,
    code: Codes.server,
    message: "Unauthorized: this credential was revoked or has expired.",
    headers: { "www-authenticate": 'Bearer error="invalid_token"', connection: "close" },
  });
}
