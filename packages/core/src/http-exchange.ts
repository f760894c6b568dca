import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { Socket } from "node:net";

/** A request that did not come through Node's own HTTP server: its body is asked for, instead of listened to. */
export interface DirectHttpRequest {
  readonly method: string;
  /** Path and query, as sent. */
  readonly url: string;
  /** By lower-case name. */
  readonly headers: IncomingHttpHeaders;
  /** Names and values in turn, as sent. */
  readonly rawHeaders: string[];
  readonly socket: Socket;
  /**
   * The whole body, at once where it has arrived already. Undefined where it is larger than `bytesMax`, of which nothing is
   * kept; rejects with AppError `cancelled` when the client goes away before its end. To be called once at most.
   */
  takeBody(bytesMax: number): Buffer | undefined | Promise<Buffer>;
}

/** What MCP's routes read. */
export type HttpRequest = IncomingMessage | DirectHttpRequest;

/** What MCP's routes answer with: the part of Node's `ServerResponse` that they use. */
export interface HttpResponse {
  readonly statusCode: number;
  readonly headersSent: boolean;
  readonly writableEnded: boolean;
  /** Bytes that wait for the client to read. */
  readonly writableLength: number;
  readonly destroyed: boolean;
  /** Complete and sent, or its client gone: `close` was emitted. */
  readonly closed: boolean;
  readonly socket: Socket | null;
  setHeader(name: string, value: string): unknown;
  writeHead(status: number, headers?: Readonly<Record<string, string | number>>): unknown;
  flushHeaders(): void;
  write(text: string): unknown;
  end(text?: string): unknown;
  /** Cuts the connection. */
  destroy(): unknown;
  on(event: "close", listener: () => void): unknown;
}
