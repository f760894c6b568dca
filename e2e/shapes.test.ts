// @needs supervisord nginx redis-server
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { startRedis, type TestRedis } from "@mcp-tools/bus/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { environmentOf, type App, type LogLine } from "./harness/app.ts";
import { callTool } from "./harness/call-tool.ts";
import { connectOver } from "./harness/connect-over.ts";
import { openEventStream } from "./harness/event-stream.ts";
import { findFreePort } from "./harness/find-free-port.ts";
import { send } from "./harness/http.ts";
import { textOf, toCall } from "./harness/json-rpc.ts";
import { openLab } from "./harness/lab.ts";
import { startLoad } from "./harness/load.ts";
import { openLegacySession } from "./harness/legacy-session.ts";
import { type Balancer, startNginx } from "./harness/start-nginx.ts";
import { startProgram } from "./harness/start-program.ts";
import { speakStdio } from "./harness/stdio-lines.ts";
import { until } from "./harness/until.ts";

const root = join(import.meta.dirname, "..");
const lab = openLab();
/** One for all of them: making a database takes a second. */
const dataDir = lab.path("data");
const env = { TOOL_PACKS: "time,conformance", TOOLS_DIR: join(import.meta.dirname, "tools") };
afterAll(() => lab.close());

const now = { timezone: "UTC" };
const servicesOf = async (url: string) =>
  (JSON.parse((await send(`${url}/health`)).text) as { services: string[] }).services;

describe("the same build in one process, and in one for each service", () => {
  test("the launcher serves MCP and the console", async () => {
    const app = await lab.start("launcher", { dataDir, env });
    expect(await servicesOf(app.url())).toEqual(["mcp-sse", "admin"]);
    expect(await callTool(app.url(), "get_current_time", now)).toMatchObject({ isError: false });
    expect((await send(`${app.url("admin")}/api/auth/state`)).status).toBe(200);
    expect(await app.stop()).toEqual({ code: 0, signal: null });
  });

  test("each alone, side by side on one folder", async () => {
    const [mcp, admin] = await Promise.all([
      lab.start("mcp-sse", { dataDir, env }),
      lab.start("admin", { dataDir, env }),
    ]);
    const stdio = speakStdio(lab.spawn("mcp-stdio", { dataDir, env }));
    expect(await servicesOf(mcp.url())).toEqual(["mcp-sse"]);
    expect(await servicesOf(admin.url())).toEqual(["admin"]);
    expect(await callTool(mcp.url(), "get_current_time", now)).toMatchObject({ isError: false });
    await stdio.initialize();
    expect(textOf(await stdio.call("get_current_time", now))).toContain("UTC");
    stdio.end();
    expect(await Promise.all([mcp.stop(), admin.stop()])).toEqual([
      { code: 0, signal: null },
      { code: 0, signal: null },
    ]);
  });
});

test("supervisord with the shipped file: a killed service comes back, SIGTERM stops one after the other", async () => {
  const run = lab.path("run");
  mkdirSync(run);
  const [port, adminPort] = [await findFreePort(), await findFreePort()];
  const settings = environmentOf({
    dataDir,
    cwd: lab.folder,
    env: { ...env, PORT: String(port), ADMIN_PORT: String(adminPort) },
  });
  const supervisord = await startProgram(lab, "supervisord", {
    args: ["--nodaemon", "--configuration", join(root, "deploy", "supervisord.conf")],
    env: {
      ...settings,
      PATH: `${dirname(process.execPath)}:${settings["PATH"]}`,
      MCP_TOOLS_HOME: root,
      MCP_TOOLS_RUN: run,
    },
  });
  const lines = () =>
    supervisord
      .output()
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line) as LogLine);
  const pids = (service: string) =>
    lines().flatMap((line) =>
      line.msg === "service started" && line["service"] === service ? [Number(line["pid"])] : [],
    );
  const mcp = `http://127.0.0.1:${port}`;
  for (const url of [mcp, `http://127.0.0.1:${adminPort}`])
    await until(`${url} is ready`, async () => (await send(`${url}/ready`)).status === 200, { timeoutMs: 20_000 });

  const [first = 0] = pids("mcp-sse");
  process.kill(first, "SIGKILL");
  const second = await until("it comes back", () => pids("mcp-sse")[1], { timeoutMs: 20_000 });
  expect(second).not.toBe(first);
  expect(await callTool(mcp, "get_current_time", now)).toMatchObject({ isError: false });
  expect(pids("admin")).toHaveLength(1);

  expect(await supervisord.stop("SIGTERM")).toEqual({ code: 0, signal: null });
  const stops = [...supervisord.output().matchAll(/(?:stopped|waiting for|exited): ?([a-z-]+) \(([^)]*)\)/g)];
  expect(stops.slice(-2).map(([, name, how]) => `${name} ${how}`)).toEqual([
    "admin exit status 0",
    "mcp-sse exit status 0",
  ]);
});

describe("the shipped nginx.conf in front of three replicas and a console", () => {
  let redis: TestRedis;
  let one: App;
  let two: App;
  let three: App;
  let admin: App;
  let balancer: Balancer;

  beforeAll(async () => {
    redis = await startRedis();
    const replica = { dataDir, env: { ...env, REDIS_URL: redis.url, TRUSTED_PROXIES: "loopback" } };
    [one, two, three, admin] = await Promise.all([
      lab.start("mcp-sse", replica),
      lab.start("mcp-sse", replica),
      lab.start("mcp-sse", replica),
      lab.start("admin", replica),
    ]);
    const hostOf = (url: string) => new URL(url).host;
    balancer = await startNginx(lab, {
      mcp: [one, two, three].map((app) => hostOf(app.url())),
      consoles: [hostOf(admin.url())],
    });
  });
  afterAll(() => redis.kill());

  /** Which replicas have had a request of this path so far. */
  const upstreams = (path: string) =>
    new Set(
      balancer
        .requests()
        .filter((request) => request.path === path)
        .map(({ upstream }) => upstream),
    );

  test.for([
    { path: "/mcp", posts: "/mcp" },
    { path: "/sse", posts: "/messages" },
  ] as const)(
    "a client of $path has its requests answered by all of them, without stickiness",
    async ({ path, posts }) => {
      const client = await connectOver(path, balancer.mcp);
      const answers = await Promise.all(Array.from({ length: 10 }, () => client.call("get_current_time", now)));
      for (const answer of answers) expect(answer).toMatchObject({ structuredContent: { timezone: "UTC" } });
      await client.close();
      await until("its requests are in the log", () => upstreams(posts).size === 3);
    },
  );

  test("what a stream carries arrives at once", async () => {
    const session = await openLegacySession(balancer.mcp, "2025-11-25");
    const started = performance.now();
    const stream = await session.stream(toCall(1, "slow", { ms: 1_500 }));
    await until("the first event is there", () => stream.frames[0]);
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(stream.headers["content-type"]).toBe("text/event-stream");
    expect(textOf(await stream.message("the answer", ({ id }) => id === 1))).toBe("waited 1500 ms");
    const sse = await openEventStream(`${balancer.mcp}/sse`);
    expect((await until("the endpoint is announced", () => sse.frames[0])).event).toBe("endpoint");
    sse.cut();
  });

  test("what a client says of its address is not believed", async () => {
    await callTool(balancer.mcp, "get_current_time", now, { headers: { "x-forwarded-for": "203.0.113.9" } });
    const addresses = [one, two, three].flatMap((app) => app.log().flatMap((line) => line["address"] ?? []));
    expect(new Set(addresses)).toEqual(new Set(["127.0.0.1"]));
  });

  test("clients see MCP, and neither the console nor what is for those inside", async () => {
    for (const path of ["/", "/setup", "/api/auth/state", "/metrics", "/ready", "/mcp%2f..%2fmetrics"])
      expect([path, (await send(balancer.mcp + path)).status]).toEqual([path, 404]);
    expect((await send(`${balancer.mcp}/health`)).status).toBe(200);
  });

  test("the health port has /health of both, and nothing else", async () => {
    expect(await servicesOf(balancer.health)).toEqual(["mcp-sse"]);
    expect(await servicesOf(`${balancer.health}/admin`)).toEqual(["admin"]);
    for (const path of ["/", "/mcp", "/api/auth/state", "/admin", "/admin/api/auth/state", "/metrics"])
      expect([path, (await send(balancer.health + path)).status]).toEqual([path, 404]);
  });

  test("sign-in is limited, the rest of the console is not", async () => {
    const attempts = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        send(`${balancer.console}/api/auth/sign-in`, {
          method: "POST",
          body: { email: `p${index}@example.com`, password: "guessed guessed" },
        }),
      ),
    );
    // The console's own answers have an id.
    const refused = attempts.filter(({ status, headers }) => status === 429 && headers["x-request-id"] === undefined);
    expect(refused.length).toBeGreaterThanOrEqual(15);
    expect(refused.length).toBeLessThan(30);
    const others = await Promise.all(Array.from({ length: 30 }, () => send(`${balancer.console}/api/auth/state`)));
    expect(new Set(others.map(({ status }) => status))).toEqual(new Set([200]));
  });

  test("a replica that is stopped under load costs no call", async () => {
    const clients = ["v1 http", "v2 http, pinned"];
    const load = startLoad({ lab, url: balancer.mcp, clients, label: "stop", tool: "late_write", args: { ms: 100 } });
    await until("calls are answered", () => load.tally.answered.size > 10);
    expect(await three.stop()).toEqual({ code: 0, signal: null });
    const { size } = load.tally.answered;
    await until("calls go on", () => load.tally.answered.size > size + 20);
    await load.stop();
    const { answered, sent, refused, cut, hung, reasons } = load.tally;
    expect({ refused, cut, hung, reasons: [...reasons] }).toEqual({ refused: 0, cut: 0, hung: [], reasons: [] });
    expect(answered.size).toBe(sent);
  });

  test("a replica that is killed costs no call", async () => {
    two.kill("SIGKILL");
    await two.ended;
    const started = performance.now();
    const session = await openLegacySession(balancer.mcp, "2025-11-25");
    for (let id = 1; id <= 6; id++) expect((await session.post(toCall(id, "get_current_time", now))).status).toBe(200);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
