import { AsyncLocalStorage } from "node:async_hooks";
import type { Socket } from "node:net";
import { DirectConnection, type DirectOptions } from "./direct-connection.ts";

export interface DirectConnectionsOptions extends Omit<DirectOptions, "keepAliveSeconds" | "outside"> {
  readonly sweepMs: number;
  readonly headMs: number;
  readonly requestMs: number;
  readonly idleMs: number;
}

export interface DirectConnections {
  add(socket: Socket): void;
  close(): void;
}

const connectionKey: unique symbol = Symbol("connection");

interface DirectSocket extends Socket {
  [connectionKey]?: DirectConnection;
}

/** Connections whose requests are read and answered without Node's HTTP server, as long as they are plain. */
export function createDirectConnections(options: DirectConnectionsOptions): DirectConnections {
  const connections = new Set<DirectConnection>();
  const { sweepMs } = options;
  const limits = {
    head: Math.ceil(options.headMs / sweepMs),
    request: Math.ceil(options.requestMs / sweepMs),
    idle: Math.ceil(options.idleMs / sweepMs),
  };
  const timer = setInterval(() => {
    for (const connection of connections) connection.sweep(limits);
  }, sweepMs).unref();

  function onClose(this: DirectSocket): void {
    const connection = this[connectionKey];
    if (connection === undefined) return;
    connections.delete(connection);
    connection.gone();
  }

  function handOver(socket: DirectSocket): void {
    const connection = socket[connectionKey];
    if (connection !== undefined) connections.delete(connection);
    delete socket[connectionKey];
    socket.off("data", onData).off("end", onEnd).off("error", onError).off("close", onClose);
    options.handOver(socket);
    socket.resume();
  }

  const own: DirectOptions = {
    ...options,
    handOver,
    outside: AsyncLocalStorage.snapshot(),
    keepAliveSeconds: Math.floor(options.idleMs / 1000),
  };
  return {
    add(socket: DirectSocket) {
      const connection = new DirectConnection(socket, own);
      socket[connectionKey] = connection;
      connections.add(connection);
      socket.on("data", onData).on("end", onEnd).on("error", onError).on("close", onClose);
    },
    close: () => clearInterval(timer),
  };
}

// Functions of their own, not closures of each connection: there are thousands of them.

function onData(this: DirectSocket, bytes: Buffer): void {
  this[connectionKey]?.data(bytes);
}

function onEnd(this: DirectSocket): void {
  this[connectionKey]?.ended();
}

/** `close` follows. */
function onError(): void {}
