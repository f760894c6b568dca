import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface Received {
  readonly path: string;
  readonly body: string;
}

export interface FakeBackend {
  readonly url: string;
  readonly received: readonly Received[];
  /** Resolves when as many requests have come. */
  wait(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Where traces or faults go: keeps what it gets, or with `hangs` never answers. */
export async function startBackend({
  hangs = false,
  status = () => 200,
}: { hangs?: boolean; status?: () => number } = {}): Promise<FakeBackend> {
  const received: Received[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const take = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const body = await text(req);
    received.push({ path: req.url ?? "", body });
    for (const { count, resolve } of waiting) if (received.length >= count) resolve();
    if (!hangs) res.writeHead(status(), { "content-type": "application/json" }).end("{}");
  };
  const server = createServer((req, res) => void take(req, res));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    wait: (count) =>
      received.length >= count
        ? Promise.resolve()
        : new Promise<void>((resolve) => void waiting.push({ count, resolve })),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
