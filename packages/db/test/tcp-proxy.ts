import { connect, createServer, type Socket } from "node:net";

export interface TcpProxy {
  readonly port: number;
  /** Refuses new connections and resets those that are open. */
  cut(): Promise<void>;
  /** Keeps connections and delivers nothing, as a broken network does. */
  hang(): void;
  /** Ends either. */
  restore(): Promise<void>;
  close(): Promise<void>;
}

/** Stands between a client and a server on the loopback, to break what is between them. */
export async function openTcpProxy(targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let isHanging = false;
  const server = createServer((client) => {
    const target = connect(targetPort, "127.0.0.1");
    for (const [from, to] of [
      [client, target],
      [target, client],
    ] as const) {
      sockets.add(from);
      from.on("data", (chunk) => isHanging || to.write(chunk));
      from.on("error", () => {});
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const unlisten = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.resetAndDestroy();
    });
  await listen(0);
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    port,
    cut: unlisten,
    hang() {
      isHanging = true;
    },
    async restore() {
      isHanging = false;
      if (!server.listening) await listen(port);
    },
    close: () => (server.listening ? unlisten() : Promise.resolve()),
  };
}
