import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";

export interface TestRedis {
  readonly url: string;
  /** SIGKILL; `start` brings it back on the same port, empty unless it has a folder. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** It stays connected and answers nothing. */
  freeze(): void;
  thaw(): void;
}

/** A Redis on loopback; it keeps what it holds on disk where it is given a folder for it, as our compose file has it. */
export async function startRedis({ folder }: { folder?: string } = {}): Promise<TestRedis> {
  const port = await findPort();
  const url = `redis://127.0.0.1:${port}`;
  const keeping = folder === undefined ? ["--appendonly", "no"] : ["--appendonly", "yes", "--dir", folder];
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    child = spawn(
      "redis-server",
      [...["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--daemonize", "no"], ...keeping],
      { stdio: "ignore" },
    );
    await once(child, "spawn");
    await answers(url);
  }

  await start();
  return {
    url,
    start,
    async kill() {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
    freeze: () => void child?.kill("SIGSTOP"),
    thaw: () => void child?.kill("SIGCONT"),
  };
}

async function answers(url: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
    client.on("error", () => {});
    try {
      await client.connect();
      await client.ping();
      return;
    } catch {
      await sleep(50);
    } finally {
      client.disconnect();
    }
  }
  throw new Error("redis-server does not answer");
}

async function findPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
