import { connect, type Socket } from "node:net";
import { until } from "./until.ts";

/** A TCP connection for what no HTTP client would send. */
export interface RawConnection {
  readonly socket: Socket;
  write(text: string): void;
  received(): string;
  isClosed(): boolean;
  /** What came, once it fits. */
  until(what: string, fits: RegExp, timeoutMs?: number): Promise<string>;
}

export function openRaw(url: string): Promise<RawConnection> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let text = "";
    let isClosed = false;
    socket.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    socket.on("close", () => (isClosed = true));
    socket.once("error", reject);
    socket.once("connect", () => {
      // From here on a reset is one more way to be refused.
      socket.off("error", reject).on("error", () => {});
      resolve({
        socket,
        write: (part) => void socket.write(part),
        received: () => text,
        isClosed: () => isClosed,
        until: (what, fits, timeoutMs = 10_000) => until(what, () => fits.test(text) && text, { timeoutMs }),
      });
    });
  });
}

/** The text of a POST of JSON. */
export function httpPost(path: string, body: string, headers: Readonly<Record<string, string>> = {}): string {
  const lines = Object.entries({
    host: "127.0.0.1",
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    "content-length": String(Buffer.byteLength(body)),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`);
  return `POST ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n${body}`;
}
