import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";

/** A balancer without stickiness, as `deploy/nginx.conf` makes one: each request goes to the next replica. */
export interface Balancer {
  readonly url: string;
  /** The replicas from now on, by their URLs. */
  use(urls: readonly string[]): void;
  close(): Promise<void>;
}

/**
 * A request goes on to the next replica where one refused the connection, or said 503: neither has done anything. One that was
 * sent and not answered is never sent again.
 */
export async function openBalancer(): Promise<Balancer> {
  let targets: readonly string[] = [];
  let turn = 0;
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => pass(req, res, { body: Buffer.concat(chunks), left: targets.length }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");

  function pass(req: IncomingMessage, res: ServerResponse, { body, left }: { body: Buffer; left: number }): void {
    const target = targets[turn++ % Math.max(1, targets.length)];
    const again = () => (left > 1 ? pass(req, res, { body, left: left - 1 }) : void res.writeHead(502).end());
    if (target === undefined) return again();
    const { hostname, port } = new URL(target);
    const headers = { ...req.headers, host: `${hostname}:${port}` };
    const upstream = request({ hostname, port, path: req.url, method: req.method, headers, agent: false });
    upstream.on("response", (answer) => {
      if (answer.statusCode === 503 && left > 1) {
        answer.resume();
        return again();
      }
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(res);
      // With what came in one piece with them: a client that has a stream's head and not its first event cannot resume it.
      setImmediate(() => res.flushHeaders());
      // What has arrived goes out before the connection does.
      answer.on("error", () => res.socket?.destroySoon());
      answer.on("aborted", () => res.socket?.destroySoon());
    });
    upstream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.syscall === "connect") return again();
      res.destroy();
    });
    res.on("close", () => upstream.destroy());
    upstream.end(body);
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    use: (urls) => void (targets = urls),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
