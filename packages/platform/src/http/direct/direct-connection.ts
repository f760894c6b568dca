import type { Socket } from "node:net";
import type { HttpRequest, HttpResponse } from "@mcp-tools/core";
import { DirectRequest } from "./direct-request.ts";
import { DirectResponse } from "./direct-response.ts";
import { parseHead, type RequestHead } from "./request-head.ts";

export interface DirectOptions {
  /** Of a request's path and query: whether it is served here. */
  readonly takes: (url: string) => boolean;
  readonly listener: (req: HttpRequest, res: HttpResponse) => void;
  /** Lets Node's own server go on with a connection, of which it will read as if nothing had been read before. */
  readonly handOver: (socket: Socket) => void;
  /** Every answer from now on is the last of its connection. */
  readonly isStopping: () => boolean;
  /** No request is waited for any more: a connection that is idle ends. */
  readonly isClosed: () => boolean;
  /** Runs work that belongs to no request, in the middle of one. */
  readonly outside: (work: () => void) => void;
  readonly headBytesMax: number;
  readonly keepAliveSeconds: number;
}

/** How long a connection has been at what it is at, in sweeps. */
export interface SweepLimits {
  readonly head: number;
  readonly request: number;
  readonly idle: number;
}

const END_OF_HEAD = "\r\n\r\n";
/** Of further requests that came before the answer to the one before. */
const EARLY_BYTES_MAX = 65_536;
/** Of what a head arrived in, for it to be remembered. */
const REMEMBERED_BYTES_MAX = 4_096;
const TIMEOUT_ANSWER = "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n";

/**
 * One connection, from request to request, until something comes that is not plain or not served here: then it is Node's own
 * server's, and stays so. There is one request at a time; those sent ahead wait for their turn.
 */
export class DirectConnection {
  private readonly socket: Socket;
  private readonly options: DirectOptions;
  private request: DirectRequest | undefined = undefined;
  private response: DirectResponse | undefined = undefined;
  /** Requests that came early. */
  private held: Buffer | undefined = undefined;
  /** The last head, as sent and as read: most clients say the same each time. */
  private lastBytes: Buffer | undefined = undefined;
  private lastHead: RequestHead | undefined = undefined;
  private isFresh = true;
  private isEnding = false;
  private isAdvancing = false;
  private sweeps = 0;

  constructor(socket: Socket, options: DirectOptions) {
    this.socket = socket;
    this.options = options;
  }

  data(bytes: Buffer): void {
    if (this.isEnding) return;
    const { request } = this;
    const rest = request !== undefined && request.missingBytes > 0 ? request.feed(bytes) : bytes;
    if (request !== undefined && request.missingBytes === 0 && this.response === undefined) this.rest();
    if (rest === undefined) return;
    this.held = this.held === undefined ? rest : Buffer.concat([this.held, rest]);
    this.advance();
  }

  /** The client has sent all that it will. */
  ended(): void {
    this.socket.end();
  }

  gone(): void {
    const { request, response } = this;
    this.isEnding = true;
    this.held = undefined;
    request?.abort();
    response?.finish();
  }

  keepsAlive(): boolean {
    return this.lastHead?.keepsAlive === true && !this.options.isStopping();
  }

  finished(): void {
    const { request, response } = this;
    this.response = undefined;
    if (response?.isLast === true || this.options.isClosed()) return this.end();
    if (request !== undefined && request.missingBytes > 0) return request.drop();
    this.rest();
    if (this.socket.isPaused()) this.socket.resume();
    if (this.held !== undefined) this.options.outside(() => this.advance());
  }

  /** Called in fixed intervals. */
  sweep(limits: SweepLimits): void {
    this.sweeps += 1;
    if (this.isEnding) return void (this.sweeps > limits.head && this.socket.destroy());
    if (this.response !== undefined && this.request?.missingBytes === 0) this.sweeps = 0;
    else if (this.request !== undefined) this.expire(limits.request);
    else if (this.isFresh) this.expire(limits.head);
    else {
      this.lastBytes = undefined;
      if (this.sweeps > limits.idle) this.leaveOff();
    }
  }

  private expire(limit: number): void {
    if (this.sweeps <= limit) return;
    const isUnanswered = this.request === undefined || this.response?.headersSent === false;
    if (isUnanswered && this.socket.writable) this.socket.write(TIMEOUT_ANSWER);
    this.leaveOff();
  }

  /** Nothing that arrives from now on is heard; a client that does not read what is left for it is cut off by a later sweep. */
  private leaveOff(): void {
    this.stopHearing();
    this.socket.destroySoon();
  }

  private stopHearing(): void {
    this.isEnding = true;
    this.sweeps = 0;
    this.held = undefined;
  }

  /** Between two requests. */
  private rest(): void {
    this.request = undefined;
    this.sweeps = 0;
  }

  /** Begins as many requests as can be: more than one only where they are answered at once. */
  private advance(): void {
    if (this.isAdvancing) return;
    this.isAdvancing = true;
    while (this.held !== undefined && this.request === undefined && !this.isEnding && this.begin(this.held));
    this.isAdvancing = false;
    if (this.request !== undefined && this.held !== undefined && this.held.length > EARLY_BYTES_MAX)
      this.socket.pause();
  }

  /** False where the bytes are for Node's own server: they are not plain, not for us, or no whole head. */
  private begin(bytes: Buffer): boolean {
    const { socket, options } = this;
    const end = bytes.indexOf(END_OF_HEAD, 0, "latin1");
    const head = end === -1 || end > options.headBytesMax ? undefined : this.read(bytes.subarray(0, end));
    if (head === undefined) return this.leave(bytes);
    const bodyStart = end + END_OF_HEAD.length;
    const bodyEnd = Math.min(bytes.length, bodyStart + head.bodyBytes);
    this.held = bodyEnd === bytes.length ? undefined : bytes.subarray(bodyEnd);
    this.isFresh = false;
    this.sweeps = 0;
    const request = new DirectRequest(head, socket, bytes.subarray(bodyStart, bodyEnd));
    const response = new DirectResponse(socket, this, options.keepAliveSeconds);
    this.request = request;
    this.response = response;
    if (socket.isPaused()) socket.resume();
    options.listener(request, response);
    return true;
  }

  /** Undefined where the request is not plain, or not for us. */
  private read(bytes: Buffer): RequestHead | undefined {
    if (this.lastBytes?.equals(bytes) === true) return this.lastHead;
    const head = parseHead(bytes.toString("latin1"));
    this.lastHead = head !== undefined && this.options.takes(head.url) ? head : undefined;
    // A part keeps the whole of what arrived with it.
    this.lastBytes = this.isFresh || bytes.buffer.byteLength > REMEMBERED_BYTES_MAX ? undefined : bytes;
    return this.lastHead;
  }

  private leave(bytes: Buffer): false {
    this.isEnding = true;
    this.held = undefined;
    this.socket.pause();
    this.socket.unshift(bytes);
    this.options.handOver(this.socket);
    return false;
  }

  /** What the client still sends is read and forgotten, so that it gets to read the answer before it learns of the end. */
  private end(): void {
    const hasMore = (this.request?.missingBytes ?? 0) > 0;
    this.request?.drop();
    // A stop does not wait for that.
    if (!hasMore || this.options.isStopping()) return this.leaveOff();
    this.stopHearing();
    this.socket.end();
  }
}
