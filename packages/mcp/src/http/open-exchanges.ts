import { createLinkedList, type HttpResponse } from "@mcp-tools/core";
import { answerError, Codes } from "./answer.ts";
import { onClose } from "./on-close.ts";

/** Requests whose response is not over, so that those of a principal can be ended at once. */
export interface OpenExchanges {
  add(principalId: string, res: HttpResponse): void;
  /** Ends the responses of this principal: refused where nothing was sent yet, cut where a stream is open. */
  end(principalId: string): void;
}

/** Walked only when a credential ends. */
export function createOpenExchanges(): OpenExchanges {
  const open = createLinkedList<{ readonly principalId: string; readonly res: HttpResponse }>();
  return {
    add(principalId, res) {
      onClose(res, open.add({ principalId, res }));
    },
    end(principalId) {
      for (const exchange of open) if (exchange.principalId === principalId) cut(exchange.res);
    },
  };
}

function cut(res: HttpResponse): void {
  if (res.headersSent) return void res.destroy();
  answerError(res, {
    status: 401,
    code: Codes.server,
    message: "Unauthorized: this credential was revoked or has expired.",
    headers: { "www-authenticate": 'Bearer error="invalid_token"', connection: "close" },
  });
}
