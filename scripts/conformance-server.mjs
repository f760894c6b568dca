// The built mcp-sse with the fixtures, as the conformance suite meets it: open as on a laptop, or governed as on a network.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer, request } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { root } from "./toolchain.mjs";

/**
 * @typedef {{ url: string, stop: () => Promise<void> }} RunningServer
 * @typedef {{ name: string, needs?: string, start: (node: string, folder: string) => Promise<RunningServer> }} Way
 */

const app = join(root, "apps", "mcp-sse", "dist", "main.js");
const launcher = join(root, "apps", "launcher", "dist", "main.js");
const startMs = 30_000;
const stopMs = 20_000;
const commandMs = 60_000;

/** @type {readonly Way[]} */
export const ways = [
  { name: "open", start: (node, folder) => startServer(node, folder, {}) },
  { name: "with a key, rules, limits and a toolset", start: startGoverned },
  { name: "through a balancer, two replicas in turn", needs: "redis-server", start: startFleet },
];

/**
 * Behind a proxy that adds the key: the suite cannot send one.
 * @param {string} node
 * @param {string} folder
 * @returns {Promise<RunningServer>}
 */
async function startGoverned(node, folder) {
  mkdirSync(folder, { recursive: true });
  const key = await prepare(node, folder);
  const server = await startServer(node, folder, { AUTH: "keys" });
  const proxy = await startProxy([new URL(server.url)], ["Authorization", `Bearer ${key}`]);
  return {
    url: proxy.url,
    async stop() {
      proxy.stop();
      await server.stop();
    },
  };
}

/**
 * No request is answered by the replica that answered the one before.
 * @param {string} node
 * @param {string} folder
 * @returns {Promise<RunningServer>}
 */
async function startFleet(node, folder) {
  const redisPort = await findFreePort();
  const args = ["--port", String(redisPort), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const redis = spawn("redis-server", args, { stdio: "ignore" });
  await once(redis, "spawn");
  /** @type {RunningServer[]} */
  const replicas = [];
  const stop = async () => {
    await Promise.all(replicas.map((replica) => replica.stop()));
    redis.kill("SIGKILL");
  };
  try {
    // One folder is one database.
    const more = { REDIS_URL: `redis://127.0.0.1:${redisPort}` };
    for (let count = 0; count < 2; count++) replicas.push(await startServer(node, folder, more));
    const proxy = await startProxy(replicas.map(({ url }) => new URL(url)));
    return {
      url: proxy.url,
      stop() {
        proxy.stop();
        return stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What an owner would apply before others call. @param {string} node @param {string} folder @returns {Promise<string>} a key */
async function prepare(node, folder) {
  /** @param {string[]} args */
  const mcpTools = async (...args) => {
    const options = { cwd: folder, env: settings(folder), timeout: commandMs };
    return (await promisify(execFile)(node, [launcher, ...args, "--json"], options)).stdout;
  };
  const file = join(folder, "config.json");
  writeFileSync(file, JSON.stringify(governed()));
  await mcpTools("apply", "-f", file, "--yes");
  return JSON.parse(await mcpTools("keys", "create", "--name", "conformance", "--toolset", "fixtures")).key;
}

function governed() {
  const rules = Array.from({ length: 50 }, (_, index) => ({
    id: `rule-${index}`,
    match: { tools: ["test_*", "json_*"], arguments: [{ pointer: "/a", like: `*never ${index}*` }] },
    effect: "refuse",
    reason: "No fixture is called like this.",
  }));
  const all = [{ tool: "*" }];
  const toolsets = [{ name: "fixtures", tools: all, resources: ["*"], prompts: ["*"] }];
  const limits = { callsPerMinute: 100_000, callsPerDay: 1_000_000, inFlight: 1_000 };
  return { version: 1, policy: { rules, toolsets, limits } };
}

/** @param {string} folder */
function settings(folder) {
  return {
    ...process.env,
    HOST: "127.0.0.1",
    DATA_DIR: join(folder, "data"),
    TOOL_PACKS: "time,conformance",
    LOG_LEVEL: "warn",
  };
}

/**
 * @param {string} node
 * @param {string} folder
 * @param {Record<string, string>} more
 * @returns {Promise<RunningServer>}
 */
async function startServer(node, folder, more) {
  if (!existsSync(app)) throw new Error(`${app} is missing: run \`node scripts/run.mjs build\`.`);
  mkdirSync(folder, { recursive: true });
  const port = await findFreePort();
  const env = { ...settings(folder), PORT: String(port), ...more };
  // In the temporary folder, so that no .env of the checkout is read.
  const child = spawn(node, [app], { cwd: folder, env, stdio: ["ignore", "inherit", "inherit"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const stop = async () => {
    child.kill("SIGTERM");
    await Promise.race([ended, sleep(stopMs, undefined, { ref: false })]);
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
  };
  const url = `http://localhost:${port}`;
  const deadline = Date.now() + startMs;
  while (Date.now() < deadline && child.exitCode === null) {
    if (await isReady(`${url}/ready`)) return { url: `${url}/mcp`, stop };
    await sleep(100);
  }
  await stop();
  throw new Error(`The server under test did not become ready on ${url}; its log is above.`);
}

/**
 * To one after the other. Every header as it came, `Host` and `Origin` too: what the suite tries with them is the server's to refuse.
 * @param {readonly URL[]} targets
 * @param {readonly string[]} [added] a header
 */
async function startProxy(targets, added = []) {
  let turn = 0;
  const proxy = createHttpServer((incoming, outgoing) => {
    const { method, url: path, rawHeaders } = incoming;
    const headers = [...rawHeaders, ...added];
    const target = targets[turn++ % targets.length];
    const forwarded = request({ host: target?.hostname, port: target?.port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      outgoing.flushHeaders();
      answer.pipe(outgoing);
      answer.once("error", () => outgoing.destroy());
    });
    forwarded.once("error", () => outgoing.destroy());
    outgoing.once("close", () => forwarded.destroy());
    incoming.pipe(forwarded);
  });
  const port = await findFreePort();
  await new Promise((resolve) => proxy.listen(port, "localhost", () => resolve(undefined)));
  return {
    url: `http://localhost:${port}${targets[0]?.pathname}`,
    stop() {
      proxy.close();
      proxy.closeAllConnections();
    },
  };
}

/** @param {string} url */
async function isReady(url) {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
}

/** @returns {Promise<number>} */
function findFreePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
