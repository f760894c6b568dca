import { connectOver } from "../../e2e/harness/connect-over.ts";
import { attempt, docker, expect, startContainer, until, type Container } from "./docker.ts";

const initialize = JSON.stringify({
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "check", version: "1" } },
});

export async function createKey(exec: (...command: string[]) => Promise<string>): Promise<string> {
  return (
    JSON.parse(await exec("mcp-tools", "keys", "create", "--name", `check-${Date.now()}`, "--json")) as { key: string }
  ).key;
}

/** A call by each HTTP transport. */
export async function callThrough(
  url: string,
  key: string,
  times = 1,
  paths: readonly ("/mcp" | "/sse")[] = ["/mcp", "/sse"],
): Promise<void> {
  for (const path of paths) {
    const client = await connectOver(path, url, key);
    for (let count = 0; count < times; count++) {
      const result = await client.call("get_current_time", { timezone: "UTC" });
      expect(`${path} answers a call`, !result.isError, result);
    }
    await client.close();
  }
}

async function statusOf(url: string): Promise<number> {
  return (await fetch(url, { signal: AbortSignal.timeout(3_000) })).status;
}

async function inContainer(container: Container, work: () => Promise<string>): Promise<string> {
  try {
    return await work();
  } catch (error) {
    const logs = await container.logs();
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${logs.slice(-3_000)}`, {
      cause: error,
    });
  } finally {
    await container.remove();
  }
}

/** Everything in one process, with the embedded database: called, stopped, killed and started again on the same volume. */
export async function checkLauncher(image: string): Promise<string> {
  const volume = `mcp-tools-check-${process.pid}`;
  await docker("volume", "create", volume);
  const started = performance.now();
  const container = await startContainer(image, ["-v", `${volume}:/data`]);
  try {
    return await inContainer(container, async () => {
      const mcp = await container.url(9090);
      const admin = await container.url(9091);
      await until("it is ready", async () => (await statusOf(`${mcp}/ready`)) === 200);
      const readyMs = Math.round(performance.now() - started);
      expect("it runs without root", (await container.exec("id", "-u")) === "1000");
      expect("a stranger without a key is refused", (await statusOf(`${mcp}/mcp`)) === 401);
      await callThrough(mcp, await createKey(container.exec));
      await until("the console is ready", async () => (await statusOf(`${admin}/ready`)) === 200);
      await container.healthy();
      const memory = await docker("stats", "--no-stream", "--format", "{{.MemUsage}}", container.id);
      const { code, ms } = await container.stop();
      expect("SIGTERM ends it with 0", code === 0, code);
      await docker("start", container.id);
      await container.healthy();
      await docker("kill", container.id);
      await docker("start", container.id);
      await container.healthy();
      await callThrough(await container.url(9090), await createKey(container.exec));
      return `ready after ${readyMs} ms, stopped in ${ms} ms, memory ${memory}`;
    });
  } finally {
    await docker("volume", "rm", "-f", volume);
  }
}

export async function checkAlone(image: string, shape: "mcp-sse" | "admin"): Promise<string> {
  const container = await startContainer(image, [], [shape]);
  return inContainer(container, async () => {
    const url = await container.url(shape === "admin" ? 9091 : 9090);
    await until("it is ready", async () => (await statusOf(`${url}/ready`)) === 200);
    const { services } = (await (await fetch(`${url}/health`)).json()) as { services: string[] };
    expect(`it is ${shape} alone`, services.join() === shape, services);
    await container.healthy();
    const { code, ms } = await container.stop();
    expect("SIGTERM ends it with 0", code === 0, code);
    return `stopped in ${ms} ms`;
  });
}

export async function checkStdio(image: string): Promise<string> {
  const script = `(echo '${initialize}'; sleep 3) | docker run -i --rm --read-only --tmpfs /tmp --cap-drop ALL ${image} mcp-stdio`;
  const { stdout, stderr } = await attempt("sh", ["-c", script]);
  expect(
    "initialize is answered on stdout, and nothing else is there",
    stdout.split("\n").filter(Boolean).length === 1,
    stdout,
  );
  const { result } = JSON.parse(stdout) as { result?: { protocolVersion: string } };
  expect("in the revision that was asked for", result?.protocolVersion === "2025-11-25", stderr);
  return "initialize answered";
}

/** Both services as processes: one that is killed comes back, and SIGTERM stops both. */
export async function checkSupervisord(image: string): Promise<string> {
  const container = await startContainer(image, [], ["supervisord"]);
  const control = (...words: string[]) =>
    container.exec("supervisorctl", "-c", "/app/deploy/supervisord.conf", ...words);
  return inContainer(container, async () => {
    const mcp = await container.url(9090);
    await container.healthy();
    await until("it is ready", async () => (await statusOf(`${mcp}/ready`)) === 200);
    const pid = await control("pid", "mcp-sse");
    await container.exec("sh", "-c", `kill -9 ${pid}`);
    const killed = performance.now();
    await until("another process serves", async () => {
      const other = await control("pid", "mcp-sse");
      return other !== pid && other !== "0" && (await statusOf(`${mcp}/ready`)) === 200;
    });
    const backMs = Math.round(performance.now() - killed);
    await callThrough(mcp, await createKey(container.exec));
    const { code, ms } = await container.stop();
    expect("SIGTERM ends it with 0", code === 0, code);
    const logs = await container.logs();
    const stops = [...logs.matchAll(/stopped: ([a-z-]+) \(exit status 0\)/g)].map(([, name]) => name);
    expect("the console stops first, MCP after it, both with 0", stops.join() === "admin,mcp-sse", stops);
    return `back ${backMs} ms after kill -9, stopped in ${ms} ms`;
  });
}

/** What cannot run says so and ends with the code that tells why. */
export async function checkRefusals(image: string): Promise<string> {
  const cases = [
    { args: [image, "no-such-shape"], code: 64, words: "launcher, mcp-sse" },
    { args: ["-e", "PORT=nine", image], code: 78, words: "PORT" },
    { args: ["-e", "DATABASE_URL=mysql://db/x", image], code: 78, words: "DATABASE_URL" },
  ];
  for (const { args, code, words } of cases) {
    const ran = await attempt("docker", ["run", "--rm", "--read-only", "--tmpfs", "/tmp", ...args]);
    expect(`${args.join(" ")} ends with ${code}`, ran.code === code && ran.stderr.includes(words), ran);
  }
  return cases.map(({ code }) => code).join(", ");
}
