import type { HttpResponse } from "@mcp-tools/core";

/** JSON-RPC and MCP error codes as they stand on the wire. */
export const Codes = {
  parse: -32_700,
  invalidRequest: -32_600,
  methodNotFound: -32_601,
  invalidParams: -32_602,
  internal: -32_603,
  /** Legacy transports: anything without a better code. */
  server: -32_000,
  sessionNotFound: -32_001,
  headerMismatch: -32_020,
  missingCapability: -32_021,
  unsupportedVersion: -32_022,
} as const;

export interface ErrorAnswer {
  readonly status: number;
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
  /** Of the request it answers, where one could be read. */
  readonly id?: string | number | null | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers with JSON text; nothing where the response is already under way or the client gone. */
export function answerJson(
  res: HttpResponse,
  status: number,
  text: string,
  headers?: Readonly<Record<string, string>>,
): void {
  if (res.headersSent || res.destroyed) return;
  res.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text), ...headers });
  res.end(text);
}

export function answerError(res: HttpResponse, { status, code, message, data, id = null, headers }: ErrorAnswer): void {
  answerJson(
    res,
    status,
    JSON.stringify({ jsonrpc: "2.0", id, error: { code, message, ...(data !== undefined && { data }) } }),
    headers,
  );
}

export function answerAccepted(res: HttpResponse): void {
  if (res.headersSent || res.destroyed) return;
  res.writeHead(202, { "content-length": 0 });
  res.end();
}

/** The id to echo in an error about this body: that of a single request, else null. */
export function idOf(body: unknown): string | number | null {
  if (typeof body !== "object" || body === null || !("method" in body) || !("id" in body)) return null;
  return typeof body.id === "string" || typeof body.id === "number" ? body.id : null;
}
