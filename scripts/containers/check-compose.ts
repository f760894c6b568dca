import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { callThrough, createKey } from "./check-image.ts";
import { attempt, expect, until, type Ran } from "./docker.ts";

/** The shipped compose file under a project name of its own, with secrets made for it and ports that are free. */
export interface Compose {
  /** @throws Error where it fails */
  run(...args: string[]): Promise<string>;
  attempt(...args: string[]): Promise<Ran>;
  /** For programs that run compose themselves. */
  readonly env: NodeJS.ProcessEnv;
  readonly mcp: string;
  readonly console: string;
  readonly health: string;
  remove(): Promise<void>;
}

const secrets = /^(POSTGRES_PASSWORD|MCP_TOOLS_DB_PASSWORD|REDIS_PASSWORD|SECRET_KEY)=$/gm;

export async function openCompose(root: string, version: string): Promise<Compose> {
  const folder = mkdtempSync(join(tmpdir(), "mcp-tools-compose-"));
  const envFile = join(folder, ".env");
  const [mcp, console, health] = await Promise.all([findPort(), findPort(), findPort()]);
  const example = readFileSync(join(root, "deploy", ".env.example"), "utf8");
  const text = example
    .replace(secrets, (line) => `${line}${randomBytes(32).toString("hex")}`)
    .replace(/^MCP_LISTEN=.*$/m, `MCP_LISTEN=127.0.0.1:${mcp}`)
    .replace(/^ADMIN_LISTEN=.*$/m, `ADMIN_LISTEN=127.0.0.1:${console}`)
    .replace(/^HEALTH_LISTEN=.*$/m, `HEALTH_LISTEN=127.0.0.1:${health}`);
  writeFileSync(envFile, `${text}\nMCP_TOOLS_VERSION=${version}\n`, { mode: 0o600 });
  const project = "mcp-tools-check";
  const base = ["compose", "-f", join(root, "deploy", "docker-compose.yml"), "--env-file", envFile, "-p", project];
  const compose: Compose = {
    attempt: (...args) => attempt("docker", [...base, ...args]),
    async run(...args) {
      const { code, stdout, stderr } = await compose.attempt(...args);
      if (code !== 0) throw new Error(`docker compose ${args.join(" ")}: exit ${code}\n${stderr.slice(-3_000)}`);
      return stdout.trim();
    },
    env: { ...process.env, COMPOSE_PROJECT_NAME: project, COMPOSE_ENV_FILES: envFile },
    mcp: `http://127.0.0.1:${mcp}`,
    console: `http://127.0.0.1:${console}`,
    health: `http://127.0.0.1:${health}`,
    async remove() {
      await compose.attempt("--profile", "*", "down", "--volumes", "--remove-orphans", "--timeout", "5");
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return compose;
}

/** Without secrets nothing starts, and the message says how to make them. */
export async function checkSecrets(root: string): Promise<string> {
  const file = join(root, "deploy", "docker-compose.yml");
  const { code, stderr } = await attempt("docker", ["compose", "-f", file, "--env-file", "/dev/null", "config", "-q"]);
  expect("it refuses and says what to do", code !== 0 && /\.\/start\.sh prod.*openssl rand/.test(stderr), stderr);
  return stderr.trim().split("\n").at(-1)?.slice(0, 160) ?? "";
}

const inside =
  (compose: Compose) =>
  (...words: string[]) =>
    compose.run("exec", "-T", "mcp-tools", ...words);

/** Three replicas behind nginx: real clients, one replica killed, scaled, stopped. */
export async function checkReplicas(compose: Compose): Promise<string> {
  const started = performance.now();
  await compose.run(
    "--profile",
    "nginx",
    "up",
    "-d",
    "--no-build",
    "--wait",
    "--wait-timeout",
    "180",
    "--scale",
    "mcp-tools=3",
  );
  await until("nginx passes on", async () => (await fetch(`${compose.mcp}/health`)).ok);
  const upMs = Math.round(performance.now() - started);
  const key = await createKey(inside(compose));
  await callThrough(compose.mcp, key, 12);
  const upstreams = await upstreamsOf(compose);
  expect(
    "all three replicas had requests of both transports",
    upstreams["/mcp"]?.size === 3 && upstreams["/messages"]?.size === 3,
    {
      mcp: upstreams["/mcp"]?.size,
      messages: upstreams["/messages"]?.size,
    },
  );
  expect("the console is not on the clients' port", (await fetch(`${compose.mcp}/api/auth/state`)).status === 404);
  expect("it is on its own", (await fetch(`${compose.console}/api/auth/state`)).ok);
  expect("the health port has the console's /health", (await fetch(`${compose.health}/admin/health`)).ok);
  expect("and nothing else of it", (await fetch(`${compose.health}/api/auth/state`)).status === 404);
  return `healthy after ${upMs} ms`;
}

/** `docker compose kill` of one replica: its restart is somebody else's doing, calls go on meanwhile. */
export async function checkLostReplica(compose: Compose): Promise<string> {
  const key = await createKey(inside(compose));
  const [first = ""] = (await compose.run("ps", "-q", "mcp-tools")).split("\n");
  const { code } = await attempt("docker", ["kill", first]);
  expect("the replica is killed", code === 0);
  const started = performance.now();
  await callThrough(compose.mcp, key, 10);
  return `22 requests and two handshakes in ${Math.round(performance.now() - started)} ms`;
}

/** A replica more: nginx finds it without being told. */
export async function checkScale(compose: Compose): Promise<string> {
  await compose.run(
    "--profile",
    "nginx",
    "up",
    "-d",
    "--no-build",
    "--wait",
    "--no-recreate",
    "--scale",
    "mcp-tools=4",
  );
  const key = await createKey(inside(compose));
  const [newest = ""] = (await compose.run("ps", "-q", "mcp-tools")).split("\n").toReversed();
  const before = (await upstreamsOf(compose))["/mcp"] ?? new Set();
  await until("a replica that was not there before serves", async () => {
    await callThrough(compose.mcp, key, 3);
    return [...((await upstreamsOf(compose))["/mcp"] ?? [])].some((upstream) => !before.has(upstream));
  });
  return newest.slice(0, 12);
}

/** `./start.sh upgrade` while clients call: each replica is another one afterwards, and no call failed. */
export async function checkUpgrade(compose: Compose, root: string): Promise<string> {
  const key = await createKey(inside(compose));
  const running = async () => new Set((await compose.run("ps", "-q", "mcp-tools")).split("\n"));
  const before = await running();
  const upgrading = attempt("bash", [join(root, "deploy", "start.sh"), "upgrade"], compose.env);
  let rounds = 0;
  const calling = async (): Promise<void> => {
    await callThrough(compose.mcp, key, 3, ["/mcp"]);
    rounds += 1;
  };
  let ended: Ran | undefined;
  while (ended === undefined)
    ended = (await Promise.all([Promise.race([upgrading, sleep(0, undefined)]), calling()]))[0];
  const { code, stderr } = ended;
  expect("it ends with 0", code === 0, stderr.slice(-1_000));
  const after = await running();
  expect(
    "as many run as before, each a new one",
    after.size === before.size && [...after].every((id) => !before.has(id)),
    {
      before: [...before],
      after: [...after],
    },
  );
  return `${after.size} replaced, ${rounds} rounds of calls meanwhile`;
}

export async function checkStop(compose: Compose): Promise<string> {
  const started = performance.now();
  await compose.run("--profile", "nginx", "stop");
  const ms = Math.round(performance.now() - started);
  const states = (await compose.run("--profile", "nginx", "ps", "-a", "--format", "{{.Service}} {{.ExitCode}}")).split(
    "\n",
  );
  expect("every service has ended with 0", states.length >= 6 && states.every((state) => state.endsWith(" 0")), states);
  return `${states.length} containers in ${ms} ms, all with 0`;
}

export async function checkSupervised(compose: Compose): Promise<string> {
  await compose.run("--profile", "supervisord", "up", "-d", "--no-build", "--wait", "supervisord");
  await until("it is ready", async () => (await fetch(`${compose.mcp}/ready`)).ok);
  const key = await createKey((...words) => compose.run("exec", "-T", "supervisord", ...words));
  await callThrough(compose.mcp, key);
  await compose.run("--profile", "supervisord", "stop", "supervisord");
  const state = await compose.run(
    "--profile",
    "supervisord",
    "ps",
    "-a",
    "--format",
    "{{.Service}} {{.ExitCode}}",
    "supervisord",
  );
  expect("it has ended with 0", state === "supervisord 0", state);
  return "called, and stopped with 0";
}

/** By path, the replicas that nginx has passed requests on to. */
async function upstreamsOf(compose: Compose): Promise<Record<string, Set<string>>> {
  const found: Record<string, Set<string>> = {};
  const { stdout } = await attempt("docker", ["logs", await compose.run("--profile", "nginx", "ps", "-q", "nginx")]);
  for (const line of stdout.split("\n").filter((text) => text.startsWith("{"))) {
    const { path, upstream } = JSON.parse(line) as { path: string; upstream: string };
    (found[path] ??= new Set()).add(upstream.split(", ").at(-1) ?? "");
  }
  return found;
}

function findPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" ? (address?.port ?? 0) : 0));
    });
  });
}
