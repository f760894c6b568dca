import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { App } from "./harness/app.ts";
import { callTool } from "./harness/call-tool.ts";
import { send } from "./harness/http.ts";
import { openLab } from "./harness/lab.ts";
import { parseMetrics, type Sample } from "./harness/metrics.ts";
import { becomeOwner, type SignedIn } from "./harness/sign-in.ts";
import { speakStdio } from "./harness/stdio-lines.ts";
import { until } from "./harness/until.ts";

const METRICS_TOKEN = "a-long-enough-token";
const env = { TOOL_PACKS: "time", TOOLS_DIR: join(import.meta.dirname, "tools") };
const lab = openLab();
/** One database for all of them, one after the other: making one takes a second. */
const dataDir = lab.path("data");
let app: App;
let owner: SignedIn;

beforeAll(async () => {
  app = await lab.start("launcher", { dataDir, env });
  owner = await becomeOwner(app);
});
afterAll(() => lab.close());

describe.each(["mcp-sse", "admin"] as const)("on the port of %s", (service) => {
  const get = (path: string, headers = {}) => send(`${app.url(service)}${path}`, { headers });

  test("/health says that the process is alive, and what it is", async () => {
    const { status, text, headers } = await get("/health");
    expect(status).toBe(200);
    expect(headers["cache-control"]).toBe("no-store");
    expect(JSON.parse(text)).toEqual({
      status: "ok",
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      uptimeSeconds: expect.any(Number),
      services: ["mcp-sse", "admin"],
    });
  });

  test("/ready says that it can serve", async () => {
    const { status, text } = await get("/ready");
    expect([status, JSON.parse(text)]).toEqual([200, { status: "ready" }]);
  });

  test("every answer has a request id, the caller's where it is sane", async () => {
    expect((await get("/health")).headers["x-request-id"]).toMatch(/^[\w-]{20,}$/);
    expect((await get("/health", { "x-request-id": "from-the-proxy:1" })).headers["x-request-id"]).toBe(
      "from-the-proxy:1",
    );
    expect((await get("/health", { "x-request-id": "x".repeat(500) })).headers["x-request-id"]).toMatch(
      /^[\w-]{20,40}$/,
    );
  });

  test("/metrics are well-formed", async () => {
    const { headers, text } = await get("/metrics");
    expect(headers["content-type"]).toMatch(/^text\/plain; version=0\.0\.4/);
    const names = new Set(parseMetrics(text).map(({ name }) => name));
    for (const name of [
      "mcp_tools_build_info",
      "process_cpu_seconds_total",
      "process_resident_memory_bytes",
      "nodejs_eventloop_lag_seconds",
      "mcp_tools_queue_depth",
      "mcp_tools_sessions_open",
    ]) {
      expect(names).toContain(name);
    }
  });
});

describe("/metrics", () => {
  const samples = async () => parseMetrics((await send(`${app.url()}/metrics`)).text);
  const valueOf = (all: readonly Sample[], name: string, labels: Record<string, string>) =>
    all.find(
      (sample) =>
        sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
    )?.value ?? 0;

  test("count calls by tool and outcome, and time them", async () => {
    const before = await samples();
    await callTool(app.url(), "echo", { message: "one" });
    await callTool(app.url(), "echo", { message: "two" });
    await callTool(app.url(), "echo", {});
    await callTool(app.url(), "throws");
    await callTool(app.url(), "never_returns");
    await expect(callTool(app.url(), "no_such_tool")).rejects.toThrow();
    const after = await samples();
    const grown = (name: string, labels: Record<string, string>) =>
      valueOf(after, name, labels) - valueOf(before, name, labels);
    expect(grown("mcp_tools_calls_total", { tool: "echo", outcome: "ok" })).toBe(2);
    expect(grown("mcp_tools_calls_total", { tool: "echo", outcome: "refused" })).toBe(1);
    expect(grown("mcp_tools_calls_total", { tool: "throws", outcome: "error" })).toBe(1);
    expect(grown("mcp_tools_calls_total", { tool: "never_returns", outcome: "timeout" })).toBe(1);
    expect(grown("mcp_tools_calls_total", { tool: "other", outcome: "refused" })).toBe(1);
    expect(grown("mcp_tools_call_duration_seconds_count", { tool: "echo" })).toBe(3);
    expect(grown("mcp_tools_call_duration_seconds_bucket", { tool: "never_returns", le: "0.25" })).toBe(0);
    expect(grown("mcp_tools_call_duration_seconds_bucket", { tool: "never_returns", le: "+Inf" })).toBe(1);
    expect(
      grown("mcp_tools_http_requests_total", { service: "mcp-sse", method: "POST", route: "/mcp", status: "200" }),
    ).toBe(6);
  });

  test("have no label that a stranger chooses", async () => {
    await send(`${app.url()}/some-path-of-a-stranger`, { method: "BREW" }).catch(() => {});
    await send(`${app.url("admin")}/api/tools/some-path-of-a-stranger`, owner);
    expect((await send(`${app.url()}/metrics`)).text).not.toMatch(/stranger|BREW/);
  });

  test("want the token where one is set", async () => {
    const guarded = await lab.start("mcp-sse", { dataDir, env: { ...env, METRICS_TOKEN } });
    const get = (headers: Record<string, string>) => send(`${guarded.url()}/metrics`, { headers });
    expect(await get({})).toMatchObject({ status: 401, headers: { "www-authenticate": "Bearer" } });
    expect(await get({ authorization: "Bearer wrong" })).toMatchObject({ status: 401 });
    expect(await get({ authorization: `Bearer ${METRICS_TOKEN}` })).toMatchObject({ status: 200 });
    expect(await send(`${guarded.url()}/ready`)).toMatchObject({ status: 200 });
  });
});

describe("the log", () => {
  test.for(["mcp-sse", "admin"] as const)(
    "of %s is JSON on stderr, a line per request with its id, and nothing is on stdout",
    async (name) => {
      const one = await lab.start(name, { dataDir, env });
      await send(`${one.url()}/health`, { headers: { "x-request-id": "find-me" } });
      const line = await until("the request is logged", () =>
        one.log().find(({ requestId }) => requestId === "find-me"),
      );
      expect(line).toMatchObject({
        level: "info",
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        pid: one.pid,
        service: name,
        method: "GET",
        path: "/health",
        status: 200,
        ms: expect.any(Number),
      });
      await one.stop();
      expect(one.stderr().trimEnd().split("\n")).toHaveLength(one.log().length);
      expect(one.stdout()).toBe("");
    },
  );

  test("names the same request id as the answer and the call's row", async () => {
    const headers = {
      "x-request-id": "trace-me",
      traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    };
    await callTool(app.url(), "echo", { message: "traced" }, { headers });
    await until("the request is logged", () =>
      app.log().some(({ requestId, path }) => requestId === "trace-me" && path === "/mcp"),
    );
    const { calls } = JSON.parse((await send(`${app.url("admin")}/api/calls?tool=echo&limit=1`, owner)).text) as {
      calls: { id: string }[];
    };
    const detail = JSON.parse((await send(`${app.url("admin")}/api/calls/${calls[0]?.id}`, owner)).text) as object;
    expect(detail).toMatchObject({
      tool: "echo",
      requestId: "trace-me",
      traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
      transport: "http",
      client: "e2e/1",
      outcome: "ok",
      protocolVersion: "2026-07-28",
    });
  });

  test("and the call log show no secrets", async () => {
    const secrets = ["p4ssw0rd-in-the-clear", "bearer-in-a-header", "hunter2hunter2"];
    await callTool(app.url(), "log_in", {
      user: "ada",
      password: secrets[0],
      headers: { Authorization: `Bearer ${secrets[1]}` },
    });
    await callTool(app.url(), "throws");
    await until("the fault is logged", () =>
      app.log().some(({ msg, tool }) => msg === "tool failed" && tool === "throws"),
    );
    const rows = (await send(`${app.url("admin")}/api/calls?limit=20`, owner)).text;
    const { calls } = JSON.parse(rows) as {
      calls: { id: string; tool: string; argumentsPreview: string; message?: string }[];
    };
    const details = await Promise.all(
      calls.map(async ({ id }) => (await send(`${app.url("admin")}/api/calls/${id}`, owner)).text),
    );
    for (const secret of secrets)
      for (const text of [rows, ...details, app.stderr()]) expect(text).not.toContain(secret);
    expect(calls.find(({ tool }) => tool === "log_in")?.argumentsPreview).toContain('"password":"••••"');
    expect(calls.find(({ tool }) => tool === "throws")?.message).toContain("postgres://••••@db/x");
  });

  test("of the stdio server is JSON on stderr, and stdout is protocol only", async () => {
    const stdioApp = lab.spawn("mcp-stdio", { dataDir, env });
    const stdio = speakStdio(stdioApp);
    await stdio.initialize();
    await stdio.call("throws");
    stdio.end();
    await stdioApp.ended;
    expect(stdioApp.log()).toEqual(
      expect.arrayContaining([expect.objectContaining({ level: "error", msg: "tool failed" })]),
    );
    expect(stdioApp.stderr().trimEnd().split("\n")).toHaveLength(stdioApp.log().length);
    expect(stdio.messages()).toHaveLength(2);
  });

  test("has nothing below LOG_LEVEL", async () => {
    const quiet = lab.spawn("mcp-stdio", { dataDir, env: { ...env, LOG_LEVEL: "error" } });
    const stdio = speakStdio(quiet);
    await stdio.initialize();
    await stdio.call("echo", { message: "quiet" });
    stdio.end();
    await quiet.ended;
    expect(quiet.stderr()).toBe("");
  });
});
