import type { IncomingHttpHeaders } from "node:http";
import type { Socket } from "node:net";
import { AppError, type DirectHttpRequest } from "@mcp-tools/core";
import type { RequestHead } from "./request-head.ts";

/** What may wait here before anybody has asked for the body. */
const UNASKED_BYTES_MAX = 65_536;

interface Taker {
  readonly resolve: (body: Buffer) => void;
  readonly reject: (error: AppError) => void;
}

/** A class, as what it belongs to: one is made for each call, and one is kept for each open stream. */
export class DirectRequest implements DirectHttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: string[];
  readonly socket: Socket;
  /** Of the body, not arrived yet. */
  missingBytes: number;
  private readonly bodyBytes: number;
  private first: Buffer | undefined;
  private more: Buffer[] | undefined = undefined;
  private taker: Taker | undefined = undefined;
  private isUnwanted = false;

  constructor(head: RequestHead, socket: Socket, body: Buffer) {
    this.method = head.method;
    this.url = head.url;
    this.headers = head.headers;
    this.rawHeaders = head.rawHeaders;
    this.socket = socket;
    this.bodyBytes = head.bodyBytes;
    this.missingBytes = head.bodyBytes - body.length;
    // An empty part would keep all that arrived with it.
    this.first = body.length === 0 ? undefined : body;
  }

  takeBody(bytesMax: number): Buffer | undefined | Promise<Buffer> {
    if (this.bodyBytes > bytesMax) {
      this.drop();
      return undefined;
    }
    if (this.missingBytes === 0) return this.assemble();
    if (this.socket.destroyed) return Promise.reject(aborted());
    this.socket.resume();
    return new Promise((resolve, reject) => (this.taker = { resolve, reject }));
  }

  /** More of the body. Returns what follows it. */
  feed(bytes: Buffer): Buffer | undefined {
    const own = bytes.length > this.missingBytes ? bytes.subarray(0, this.missingBytes) : bytes;
    this.missingBytes -= own.length;
    if (!this.isUnwanted) {
      (this.more ??= []).push(own);
      if (this.taker === undefined) {
        // A body that is complete leaves nothing to wait outside but the next request.
        const arrived = this.bodyBytes - this.missingBytes;
        if (this.missingBytes > 0 && arrived > UNASKED_BYTES_MAX) this.socket.pause();
      } else if (this.missingBytes === 0) this.taker.resolve(this.assemble());
    }
    return own.length === bytes.length ? undefined : bytes.subarray(own.length);
  }

  /** Nobody will ask for the body: what comes of it is read and forgotten. */
  drop(): void {
    this.isUnwanted = true;
    this.first = undefined;
    this.more = undefined;
    this.socket.resume();
  }

  /** The connection is gone. */
  abort(): void {
    if (this.missingBytes > 0) this.taker?.reject(aborted());
    this.drop();
  }

  private assemble(): Buffer {
    const first = this.first ?? Buffer.alloc(0);
    const body = this.more === undefined ? first : Buffer.concat([first, ...this.more]);
    this.first = undefined;
    this.more = undefined;
    return body;
  }
}

function aborted(): AppError {
  return new AppError("cancelled", "The client went away before the end of its request.");
}
