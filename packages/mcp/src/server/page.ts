import { ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/server";

const PAGE_SIZE = 500;

/** One page of a list. The cursor is opaque to clients: the position to go on from. @throws ProtocolError -32602 */
export function page<T>(items: readonly T[], cursor: string | undefined): { items: readonly T[]; nextCursor?: string } {
  if (cursor === undefined && items.length <= PAGE_SIZE) return { items };
  const from = cursor === undefined ? 0 : parse(cursor);
  const to = from + PAGE_SIZE;
  return {
    items: items.slice(from, to),
    ...(to < items.length && { nextCursor: Buffer.from(`p${to}`).toString("base64url") }),
  };
}

function parse(cursor: string): number {
  const match = /^p(\d{1,9})$/.exec(Buffer.from(cursor, "base64url").toString());
  if (match === null)
    throw new ProtocolError(
      ProtocolErrorCode.InvalidParams,
      "Invalid cursor: take it from the last page's nextCursor.",
    );
  return Number(match[1]);
}
