import { createServer, type RequestListener, type Server } from "node:http";
import { Server as NetServer, type Socket } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { AppError, createLinkedList, type HttpRequest, type HttpResponse, type Logger } from "@mcp-tools/core";
import { settlesWithin } from "./deadline.ts";
import { createDirectConnections, type DirectConnections } from "./http/direct/direct-connections.ts";
import type { RunningService } from "./platform.ts";

export interface ServeHttpOptions {
  /** A Hono app, or a listener on Node's own request and response where every microsecond counts. */
  readonly handler: RequestListener | { readonly fetch: (request: Request) => Response | Promise<Response> };
  /** Requests that are served without Node's HTTP server, where they are plain: twice as fast, in half the memory. */
  readonly direct?: DirectRoutes;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** For the log. */
  readonly name: string;
  readonly logger: Logger;
  /** The settings to change when the address cannot be had. */
  readonly settings?: { readonly host: string; readonly port: string };
}

export interface DirectRoutes {
  /** Of path and query. The others, and what is not plain, go to `handler`. */
  readonly takes: (url: string) => boolean;
  readonly listener: (req: HttpRequest, res: HttpResponse) => void;
}

export interface HttpService extends RunningService {
  readonly url: string;
  readonly port: number;
  /** Requests whose answer is not complete; an open stream is one of them. */
  readonly inFlight: number;
}

/** None of these limits how long an answer takes: streams stay open for days. */
const limits = {
  /** Request line and headers, against clients that send a byte at a time. */
  headersTimeout: 15_000,
  /** The whole request with its body. */
  requestTimeout: 30_000,
  connectionsCheckingInterval: 5_000,
  /** Longer than the 60 s after which common load balancers give an idle connection up: they have to be the first. */
  keepAliveTimeout: 75_000,
  maxHeaderSize: 32_768,
  /** Finds peers that vanished behind an idle stream. */
  keepAlive: true,
  keepAliveInitialDelay: 60_000,
};
const BACKLOG = 4_096;
/** Between a client's decision to use a connection and the arrival of what it sends. */
const ARRIVAL_MS = 500;

/**
 * Listens and serves until stopped.
 * @throws AppError `unavailable` naming the address and the setting to change
 */
export async function serveHttp(options: ServeHttpOptions): Promise<HttpService> {
  const { handler, host, name, logger } = options;
  const listener: RequestListener =
    typeof handler === "function" ? handler : getRequestListener(handler.fetch, { overrideGlobalObjects: false });
  const inFlight = createLinkedList<HttpResponse>();
  const sockets = new Set<Socket>();
  let stopped: Promise<void> | undefined;
  /** Nothing that arrives now was on its way when the stop began. */
  let isClosed = false;

  function enter(res: HttpResponse): void {
    const remove = inFlight.add(res);
    res.on("close", () => {
      remove();
      // Its connection counts as idle only once this event is over.
      if (isClosed) setImmediate(() => server.closeIdleConnections());
    });
    if (stopped !== undefined) res.setHeader("Connection", "close");
  }

  const server = createServer(limits, (req, res) => {
    enter(res);
    listener(req, res);
  });
  const direct = options.direct === undefined ? undefined : takeConnections(server, options.direct);
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.once("close", () => direct?.close());

  function takeConnections(taken: Server, { takes, listener: serve }: DirectRoutes): DirectConnections {
    const [goOn] = taken.listeners("connection") as ((this: Server, socket: Socket) => void)[];
    const connections = createDirectConnections({
      takes,
      listener(req, res) {
        enter(res);
        serve(req, res);
      },
      handOver: (socket) => goOn?.call(taken, socket),
      isStopping: () => stopped !== undefined,
      isClosed: () => isClosed,
      headBytesMax: limits.maxHeaderSize,
      sweepMs: limits.connectionsCheckingInterval,
      headMs: limits.headersTimeout,
      requestMs: limits.requestTimeout,
      idleMs: limits.keepAliveTimeout,
    });
    taken.removeAllListeners("connection").on("connection", connections.add);
    return connections;
  }
  await listen(server, options);
  const { port } = server.address() as { port: number };
  const url = `http://${reachable(host)}:${port}`;
  logger.debug({ url, name }, "listening");

  return {
    url,
    port,
    get inFlight() {
      return inFlight.size;
    },
    ended: new Promise((resolve, reject) => server.once("close", resolve).once("error", reject)),
    stop(deadlineMs) {
      stopped ??= drain({ server, sockets, inFlight, onClosed: () => (isClosed = true) }, deadlineMs);
      return stopped;
    },
  };
}

function listen(server: Server, options: ServeHttpOptions): Promise<void> {
  const { host, port } = options;
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => reject(toListenError(error, options));
    server.once("error", fail);
    server.listen({ host, port, backlog: BACKLOG }, () => {
      server.off("error", fail);
      resolve();
    });
  });
}

function toListenError(cause: NodeJS.ErrnoException, { host, port, settings }: ServeHttpOptions): AppError {
  const names = settings ?? { host: "HOST", port: "PORT" };
  const advice: Readonly<Record<string, string>> = {
    EADDRINUSE: `The port is in use: stop the other process, or set ${names.port} to a free port.`,
    EACCES: `This user may not use the port: set ${names.port} to 1024 or more.`,
    EADDRNOTAVAIL: `This machine does not have that address: set ${names.host} to one of its own, 127.0.0.1 or 0.0.0.0.`,
    ENOTFOUND: `The name is not known: set ${names.host} to an address of this machine.`,
  };
  const code = cause.code ?? cause.message;
  const what = advice[code] ?? `Check ${names.host} and ${names.port} (${code}).`;
  return new AppError("unavailable", `Cannot listen on ${bracketed(host)}:${port}. ${what}`, { cause });
}

interface Connections {
  readonly server: Server;
  readonly sockets: ReadonlySet<Socket>;
  readonly inFlight: Iterable<HttpResponse>;
  readonly onClosed: () => void;
}

async function drain({ server, sockets, inFlight, onClosed }: Connections, deadlineMs: number): Promise<void> {
  // Once all that knocked are in: who is still outside when the door closes cannot know whether it was heard.
  await new Promise((resolve) => setImmediate(resolve));
  // That of the base class: the server's own closes idle connections, on which a request may be on its way.
  const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
  for (const res of inFlight) if (!res.headersSent) res.setHeader("Connection", "close");
  if (await settlesWithin(closed, Math.min(ARRIVAL_MS, deadlineMs))) return;
  onClosed();
  const busy = new Set([...inFlight].map((res) => res.socket));
  for (const socket of sockets) if (!busy.has(socket)) socket.destroy();
  if (await settlesWithin(closed, deadlineMs)) return;
  for (const socket of sockets) socket.destroy();
  await closed;
}

/** Where a client on this machine reaches it. */
function reachable(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  return host === "::" ? "[::1]" : bracketed(host);
}

function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
