import { expect, test } from "vitest";
import { createMetrics } from "./create-metrics.ts";
import { createNoMetrics } from "./create-no-metrics.ts";

async function linesOf(metrics: ReturnType<typeof createMetrics>, name: string): Promise<string[]> {
  const text = await metrics.render();
  return text.split("\n").filter((line) => line.startsWith(name) && !line.startsWith("#"));
}

test("calls are counted by tool and outcome, their time by tool", async () => {
  const metrics = createMetrics({ version: "1.2.3" });
  metrics.callEnded("fetch", "ok", 12);
  metrics.callEnded("fetch", "ok", 40);
  metrics.callEnded("fetch", "timeout", 60_000);
  metrics.callEnded("", "refused", 0);
  expect(await linesOf(metrics, "mcp_tools_calls_total")).toEqual([
    'mcp_tools_calls_total{tool="fetch",outcome="ok"} 2',
    'mcp_tools_calls_total{tool="fetch",outcome="timeout"} 1',
    'mcp_tools_calls_total{tool="other",outcome="refused"} 1',
  ]);
  const durations = await linesOf(metrics, "mcp_tools_call_duration_seconds");
  expect(durations).toContain('mcp_tools_call_duration_seconds_bucket{le="0.01",tool="fetch"} 0');
  expect(durations).toContain('mcp_tools_call_duration_seconds_bucket{le="0.05",tool="fetch"} 2');
  expect(durations).toContain('mcp_tools_call_duration_seconds_bucket{le="+Inf",tool="fetch"} 3');
  expect(durations).toContain('mcp_tools_call_duration_seconds_count{tool="fetch"} 3');
  expect(durations).toContain('mcp_tools_call_duration_seconds_sum{tool="fetch"} 60.052');
});

test("calls over a limit are counted by limit", async () => {
  const metrics = createMetrics({ version: "1.2.3" });
  metrics.callLimited("inFlight");
  metrics.callLimited("inFlight");
  metrics.callLimited("callsPerDay");
  expect(await linesOf(metrics, "mcp_tools_calls_limited_total")).toEqual([
    'mcp_tools_calls_limited_total{limit="in_flight"} 2',
    'mcp_tools_calls_limited_total{limit="calls_per_day"} 1',
  ]);
});

test("requests are counted by service, method, route and status", async () => {
  const metrics = createMetrics({ version: "1.2.3" });
  metrics.httpEnded("mcp-sse", "POST", "/mcp", 200, 3);
  metrics.httpEnded("mcp-sse", "POST", "/mcp", 200, 3);
  metrics.httpEnded("admin", "BREW", "/api/tools/:name", 405, 1);
  expect(await linesOf(metrics, "mcp_tools_http_requests_total")).toEqual([
    'mcp_tools_http_requests_total{service="mcp-sse",method="POST",route="/mcp",status="200"} 2',
    'mcp_tools_http_requests_total{service="admin",method="other",route="/api/tools/:name",status="405"} 1',
  ]);
  expect(await linesOf(metrics, "mcp_tools_http_request_duration_seconds_count")).toHaveLength(2);
});

test("what strangers choose cannot make the number of series grow without bound", async () => {
  const metrics = createMetrics({ version: "1.2.3" });
  for (let index = 0; index < 3_000; index++) {
    metrics.callEnded(`tool-${index}`, "ok", 1);
    metrics.httpEnded("mcp-sse", `M${index}`, `/r${index}`, 404, 1);
  }
  const calls = await linesOf(metrics, "mcp_tools_calls_total");
  expect(calls.length).toBeLessThanOrEqual(1_001);
  expect(calls.at(-1)).toBe('mcp_tools_calls_total{tool="other",outcome="ok"} 2000');
  expect((await linesOf(metrics, "mcp_tools_http_requests_total")).length).toBeLessThanOrEqual(501);
});

test("open sessions and queue depths are what they are when asked", async () => {
  const metrics = createMetrics({ version: "1.2.3" });
  let depth = 3;
  metrics.watchQueue("calls", () => depth);
  metrics.sessionsOpen("sse", 2);
  metrics.sessionsOpen("http", 5);
  metrics.sessionsOpen("sse", 1);
  depth = 7;
  expect(metrics.open).toEqual({ sse: 1, http: 5 });
  expect(await linesOf(metrics, "mcp_tools_sessions_open")).toEqual([
    'mcp_tools_sessions_open{transport="sse"} 1',
    'mcp_tools_sessions_open{transport="http"} 5',
  ]);
  expect(await linesOf(metrics, "mcp_tools_queue_depth")).toEqual(['mcp_tools_queue_depth{queue="calls"} 7']);
});

test("the build and the process describe themselves, and two registries do not meet", async () => {
  const metrics = createMetrics({ version: "1.2.3" });
  createMetrics({ version: "9.9.9" });
  const text = await metrics.render();
  expect(text).toContain(`mcp_tools_build_info{version="1.2.3",node="${process.version}"} 1`);
  expect(text).not.toContain("9.9.9");
  for (const name of ["nodejs_eventloop_lag_seconds", "process_cpu_seconds_total", "process_resident_memory_bytes"]) {
    expect(text).toContain(`# TYPE ${name}`);
  }
  expect(metrics.contentType).toContain("text/plain");
});

test("without metrics, the open sessions are still known", async () => {
  const metrics = createNoMetrics();
  metrics.callEnded("fetch", "ok", 1);
  metrics.sessionsOpen("stdio", 1);
  expect(metrics.open).toEqual({ stdio: 1 });
  expect(await metrics.render()).toBe("");
});
