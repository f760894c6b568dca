import { readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findFreePort, startServer, type Server, type ServerContext } from "./servers.ts";
import type { Child } from "./children.ts";

const shipped = join(import.meta.dirname, "..", "..", "deploy", "nginx.conf");
const startMs = 15_000;

export interface Fleet {
  readonly replicas: readonly Server[];
  /** The shipped nginx.conf in front of the first so many replicas. */
  front(replicas: number): Promise<{ readonly port: number; stop(): Promise<void> }>;
  stop(): Promise<void>;
}

/** Replicas on one embedded PostgreSQL and one Redis. @throws Error when redis-server or nginx is not there */
export async function startFleet(context: ServerContext, count: number): Promise<Fleet> {
  const redisPort = await findFreePort();
  const redis = await startProgram(context, "redis-server", redisPort, [
    "--port",
    String(redisPort),
    "--bind",
    "127.0.0.1",
    "--save",
    "",
    "--appendonly",
    "no",
    "--dir",
    context.workDir,
  ]);
  const replicas: Server[] = [];
  const dataDir = join(context.workDir, "fleet");
  try {
    for (let index = 0; index < count; index++)
      replicas.push(
        await startServer(context, "mcp-tools", {
          dataDir,
          settings: { REDIS_URL: `redis://127.0.0.1:${redisPort}` },
        }),
      );
  } catch (cause) {
    await redis.stop();
    throw cause;
  }
  return {
    replicas,
    front: (size) =>
      startNginx(
        context,
        replicas.slice(0, size).map(({ port }) => port),
      ),
    async stop() {
      for (const replica of replicas.toReversed()) await replica.stop();
      await redis.stop();
    },
  };
}

/** Changed is only what a place needs: ports, folders, and addresses in place of Docker's names. */
async function startNginx(context: ServerContext, ports: readonly number[]): ReturnType<Fleet["front"]> {
  const port = await findFreePort();
  const config = join(context.workDir, `nginx-${port}.conf`);
  const servers = ports.map((replica) => `server 127.0.0.1:${replica} max_fails=0;`).join(" ");
  let text = readFileSync(shipped, "utf8").replaceAll("/tmp/nginx", join(context.workDir, `nginx-${port}`));
  for (const [from, to] of [
    ["listen 8080;", `listen 127.0.0.1:${port};`],
    ["listen 8081;", `listen 127.0.0.1:${await findFreePort()};`],
    ["listen 8082;", `listen 127.0.0.1:${await findFreePort()};`],
    ["server mcp-tools:9090 resolve max_fails=0;", servers],
    ["server mcp-tools:9091 resolve max_fails=0;", servers],
    ["/dev/stdout", join(context.workDir, `nginx-${port}.log`)],
  ] as const) {
    if (!text.includes(from)) throw new Error(`deploy/nginx.conf has no "${from}"`);
    text = text.replaceAll(from, to);
  }
  writeFileSync(config, text);
  const nginx = await startProgram(context, "nginx", port, ["-e", "stderr", "-c", config, "-g", "daemon off;"]);
  return { port, stop: () => nginx.stop() };
}

async function startProgram(context: ServerContext, command: string, port: number, args: string[]): Promise<Child> {
  const child = context.children.start({ name: command, command, args });
  let ending: string | undefined;
  void child.ended.then((reason) => (ending = reason));
  for (const deadline = Date.now() + startMs; Date.now() < deadline; await sleep(20)) {
    if (ending !== undefined) throw new Error(`${command}: ${ending}: ${child.logTail()}`);
    if (await accepts(port)) return child;
  }
  await child.stop();
  throw new Error(`${command} does not listen after ${startMs / 1000} s: ${child.logTail()}`);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const end = (isOpen: boolean) => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once("connect", () => end(true)).once("error", () => end(false));
  });
}
