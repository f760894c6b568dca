import { connect } from "node:net";
import { readResponse, type HttpResponse } from "./read-response.ts";

export interface HttpConnection {
  /** Sends one request; one at a time. Rejects when the connection breaks or answers nonsense. */
  request(text: string): Promise<HttpResponse>;
  /** The same without a promise, for the measured loop: `onResponse` is called for the answer. */
  send(text: string): void;
  close(): void;
  isOver(): boolean;
}

export interface HttpConnectionOptions {
  readonly port: number;
  readonly onResponse: (response: HttpResponse) => void;
  /** Once, when the connection ends for any reason but `close`. */
  readonly onBroken: (reason: string) => void;
}

/** A keep-alive connection that reads into one buffer: a response costs one string and no stream machinery. */
export function openHttpConnection({ port, onResponse, onBroken }: HttpConnectionOptions): Promise<HttpConnection> {
  let pending = "";
  let isOver = false;
  let waiting: { resolve: (response: HttpResponse) => void; reject: (cause: Error) => void } | undefined;

  const fail = (reason: string): void => {
    if (isOver) return;
    isOver = true;
    socket.destroy();
    waiting?.reject(new Error(reason));
    onBroken(reason);
  };
  const deliver = (response: HttpResponse): void => {
    if (waiting === undefined) return onResponse(response);
    const { resolve } = waiting;
    waiting = undefined;
    resolve(response);
  };
  const buffer = Buffer.allocUnsafe(16_384);
  const read = (length: number): boolean => {
    const text = buffer.toString("latin1", 0, length);
    pending = pending === "" ? text : pending + text;
    try {
      const response = readResponse(pending);
      if (response === undefined) return true;
      pending = pending.slice(response.end);
      deliver(response);
    } catch (cause) {
      fail(String(cause));
    }
    return true;
  };

  const socket = connect({ port, host: "127.0.0.1", noDelay: true, onread: { buffer, callback: read } });
  socket.on("end", () => fail("the server closed the connection"));
  socket.on("close", () => fail("the connection was closed"));

  const connection: HttpConnection = {
    request: (text) =>
      new Promise((resolve, reject) => {
        if (isOver) return reject(new Error("the connection is closed"));
        waiting = { resolve, reject };
        socket.write(text, "latin1");
      }),
    send: (text) => void socket.write(text, "latin1"),
    close() {
      isOver = true;
      socket.destroy();
    },
    isOver: () => isOver,
  };
  return new Promise((resolve, reject) => {
    socket.on("error", (cause) => (socket.connecting ? reject(cause) : fail(cause.message)));
    socket.once("connect", () => resolve(connection));
  });
}
