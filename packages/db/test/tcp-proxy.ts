import { connect, createServer, type Socket } from "node:net";

export interface TcpProxy {
  readonly port: number;
  /** Refuses new connections and resets those that are open. */
  cut(): Promise<void>;
  /** Resets the connections that are open. */
  drop(): void;
  /** Keeps connections and delivers nothing, as a broken network does. */
  hang(): void;
  /** What is said from now on arrives this much later, in both directions. */
  delay(ms: number): void;
  /** Ends any of them. */
  restore(): Promise<void>;
  close(): Promise<void>;
}

/** Stands between a client and a server on the loopback, to break what is between them. */
export async function openTcpProxy(targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let isHanging = false;
  let delayMs = 0;

  /** In order, also when the delay becomes shorter meanwhile and this process is late. */
  function createQueue(): (work: () => void) => void {
    const waiting: { readonly at: number; readonly work: () => void }[] = [];
    const arm = () => void setTimeout(flush, (waiting[0]?.at ?? 0) - performance.now());
    function flush(): void {
      const now = performance.now();
      while ((waiting[0]?.at ?? Infinity) <= now) waiting.shift()?.work();
      if (waiting.length > 0) arm();
    }
    return (work) => {
      if (waiting.length === 0 && delayMs === 0) return work();
      const at = Math.max(waiting.at(-1)?.at ?? 0, performance.now() + delayMs);
      if (waiting.push({ at, work }) === 1) arm();
    };
  }

  const server = createServer((client) => {
    const target = connect(targetPort, "127.0.0.1");
    for (const [from, to] of [
      [client, target],
      [target, client],
    ] as const) {
      const later = createQueue();
      sockets.add(from);
      from.setNoDelay();
      from.on("data", (chunk) => isHanging || later(() => void to.write(chunk)));
      from.on("error", () => {});
      from.on("close", () => {
        sockets.delete(from);
        later(() => to.destroy());
      });
    }
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const drop = () => {
    for (const socket of sockets) reset(socket);
  };
  const unlisten = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      drop();
    });
  await listen(0);
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    port,
    cut: unlisten,
    drop,
    hang() {
      isHanging = true;
    },
    delay(ms) {
      delayMs = ms;
    },
    async restore() {
      isHanging = false;
      delayMs = 0;
      if (!server.listening) await listen(port);
    },
    close: () => (server.listening ? unlisten() : Promise.resolve()),
  };
}

/**
 * Closes it with a RST. Not one that has said its own end a moment ago: the system's refusal then leaves Node with a handle
 * that is never closed, and a worker thread that has one never ends, at 100 % of a processor.
 */
export function reset(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
