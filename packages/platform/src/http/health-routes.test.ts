import { loadConfig } from "@mcp-tools/config";
import type { ReadinessCheck } from "@mcp-tools/core";
import { expect, test } from "vitest";
import { createNoMetrics } from "../metrics/create-no-metrics.ts";
import { healthRoutes } from "./health-routes.ts";

function createApp(checks: ReadinessCheck[] = [], metricsToken?: string) {
  const config = loadConfig({ env: { METRICS_TOKEN: metricsToken }, envFile: "missing.env" });
  const metrics = {
    ...createNoMetrics(),
    render: () => Promise.resolve("calls 1\n"),
    contentType: "text/plain; version=0.0.4",
  };
  return healthRoutes({
    config,
    metrics,
    checks,
    version: "1.2.3",
    startedAt: Date.now() - 65_400,
    services: ["mcp-sse", "admin"],
  });
}

test("/health says that the process is alive, and what it is", async () => {
  const res = await createApp([{ name: "database", check: () => "gone" }]).request("/health");
  expect(res.status).toBe(200);
  expect(await res.json()).toEqual({
    status: "ok",
    version: "1.2.3",
    uptimeSeconds: 65,
    services: ["mcp-sse", "admin"],
  });
});

test("/ready is 200 while nothing is missing", async () => {
  const res = await createApp([{ name: "database", check: () => undefined }]).request("/ready");
  expect(res.status).toBe(200);
  expect(await res.json()).toEqual({ status: "ready" });
});

test("/ready is 503 and names all that is missing, also what throws or hangs", { timeout: 3_000 }, async () => {
  const res = await createApp([
    { name: "fine", check: () => Promise.resolve(undefined) },
    { name: "database", check: () => Promise.resolve("It does not answer.") },
    { name: "broken", check: () => Promise.reject(new Error("secret detail")) },
    {
      name: "thrower",
      check: () => {
        throw new Error("secret detail");
      },
    },
    { name: "hanging", check: () => new Promise(() => {}) },
  ]).request("/ready");
  expect(res.status).toBe(503);
  expect(await res.json()).toEqual({
    status: "not_ready",
    missing: [
      { name: "database", reason: "It does not answer." },
      { name: "broken", reason: "The check failed." },
      { name: "thrower", reason: "The check failed." },
      { name: "hanging", reason: "No answer within 1000 ms." },
    ],
  });
});

test("/metrics is open without a token", async () => {
  const res = await createApp().request("/metrics");
  expect(res.status).toBe(200);
  expect(res.headers.get("content-type")).toBe("text/plain; version=0.0.4");
  expect(await res.text()).toBe("calls 1\n");
});

test.for([
  [undefined, 401],
  ["Bearer wrong", 401],
  ["Bearer", 401],
  ["0123456789abcdef", 401],
  ["Bearer 0123456789abcdef", 200],
] as const)("with METRICS_TOKEN set, authorization %s: %i", async ([authorization, status]) => {
  const app = createApp([], "0123456789abcdef");
  const res = await app.request("/metrics", authorization === undefined ? {} : { headers: { authorization } });
  expect(res.status).toBe(status);
});
