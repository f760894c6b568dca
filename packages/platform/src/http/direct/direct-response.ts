import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { HttpResponse } from "@mcp-tools/core";

/** What a response asks of the connection that it is sent on. */
export interface ResponseOwner {
  /** Whether the client may send another request on it. */
  keepsAlive(): boolean;
  /** All was handed to the system. */
  finished(): void;
}

interface Header {
  readonly name: string;
  readonly value: string;
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** Anything else could end the header early. */
const VALUE = /^[\t -~]*$/;
const BODILESS = new Set([204, 304]);

/** A response to one request of a direct connection: HTTP/1.1 (RFC 9112), of a known length or in chunks. */
export class DirectResponse implements HttpResponse {
  readonly socket: Socket;
  statusCode = 200;
  headersSent = false;
  writableEnded = false;
  closed = false;
  /** The connection ends with this response. */
  isLast = false;
  private readonly owner: ResponseOwner;
  private readonly keepAliveSeconds: number;
  private own: Header[] | undefined = undefined;
  /** Rendered, and waiting for the first part of the body to leave with. */
  private head: string | undefined = undefined;
  private framing: "length" | "chunks" | "none" = "none";
  private length = -1;
  private listeners: (() => void)[] | undefined = undefined;

  constructor(socket: Socket, owner: ResponseOwner, keepAliveSeconds: number) {
    this.socket = socket;
    this.owner = owner;
    this.keepAliveSeconds = keepAliveSeconds;
  }

  get destroyed(): boolean {
    return this.closed || this.socket.destroyed;
  }

  get writableLength(): number {
    return this.closed ? 0 : this.socket.writableLength;
  }

  on(_event: "close", listener: () => void): void {
    (this.listeners ??= []).push(listener);
  }

  setHeader(name: string, value: string): void {
    if (this.headersSent) throw new Error(`The headers are sent already: ${name} came too late.`);
    checkHeader(name, value);
    const others = this.own?.filter((header) => !isSame(header.name, name)) ?? [];
    this.own = [...others, { name, value }];
  }

  writeHead(status: number, headers: Readonly<Record<string, string | number>> = {}): void {
    if (this.headersSent) throw new Error("The headers are sent already.");
    this.framing = BODILESS.has(status) ? "none" : "chunks";
    let lines = "";
    for (const name in headers) lines += this.line(name, String(headers[name]));
    if (this.own !== undefined)
      for (const { name, value } of this.own) if (!hasName(headers, name)) lines += this.line(name, value);
    if (!this.owner.keepsAlive()) this.isLast = true;
    this.headersSent = true;
    this.statusCode = status;
    this.head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${lines}Date: ${date()}\r\n${
      this.isLast
        ? "Connection: close\r\n"
        : `Connection: keep-alive\r\nKeep-Alive: timeout=${this.keepAliveSeconds}\r\n`
    }${this.framing === "chunks" ? "Transfer-Encoding: chunked\r\n" : ""}\r\n`;
  }

  flushHeaders(): void {
    if (!this.headersSent) this.writeHead(200);
    if (this.head === undefined) return;
    this.send(this.head);
    this.head = undefined;
  }

  write(text: string): void {
    if (this.writableEnded || text === "") return;
    if (!this.headersSent) this.writeHead(200);
    this.send(this.takeHead() + this.framed(text));
  }

  end(text = ""): void {
    if (this.writableEnded) return;
    if (!this.headersSent) this.writeHead(this.statusCode, { "content-length": Buffer.byteLength(text) });
    this.writableEnded = true;
    const body = this.framing === "chunks" ? `${this.framed(text)}0\r\n\r\n` : text;
    // As many bytes as UTF-16 units: there is nothing but ASCII in it, which is quicker to write.
    const isAscii = this.framing === "length" && this.length === text.length;
    this.socket.write(this.takeHead() + body, isAscii ? "latin1" : "utf8", () => this.finish());
  }

  /** Nothing once it is over: the connection may be at its next request. */
  destroy(): void {
    if (!this.closed) this.socket.destroy();
  }

  /** Says that it is over, once. */
  finish(): void {
    if (this.closed) return;
    this.closed = true;
    this.owner.finished();
    const { listeners } = this;
    this.listeners = undefined;
    if (listeners !== undefined) for (const listener of listeners) listener();
  }

  private line(name: string, value: string): string {
    checkHeader(name, value);
    if (isSame(name, "connection")) {
      this.isLast ||= isSame(value, "close");
      return "";
    }
    if (isSame(name, "content-length")) {
      this.framing = "length";
      this.length = Number(value);
    }
    return `${name}: ${value}\r\n`;
  }

  private takeHead(): string {
    const { head = "" } = this;
    this.head = undefined;
    return head;
  }

  private framed(text: string): string {
    if (this.framing !== "chunks" || text === "") return text;
    return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
  }

  private send(data: string): void {
    if (this.socket.writable) this.socket.write(data);
  }
}

function checkHeader(name: string, value: string): void {
  if (!TOKEN.test(name) || !VALUE.test(value)) throw new TypeError(`A header holds what it may not: ${name}`);
}

function hasName(headers: Readonly<Record<string, unknown>>, name: string): boolean {
  for (const other in headers) if (isSame(other, name)) return true;
  return false;
}

function isSame(a: string, b: string): boolean {
  return a === b || (a.length === b.length && a.toLowerCase() === b.toLowerCase());
}

let dateSecond = 0;
let dateText = "";

/** `Date` (RFC 9110 §6.6.1), made once a second. */
function date(): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== dateSecond) {
    dateSecond = second;
    dateText = new Date(second * 1000).toUTCString();
  }
  return dateText;
}
