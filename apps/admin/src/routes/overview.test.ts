import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "@mcp-tools/core";
import { expect, test } from "vitest";
import { createAdminApp } from "../app.ts";
import { Overview } from "../contract/overview.ts";
import { createFakeAuditLog, fakeCall } from "../testing/fake-calls.ts";
import { createFakeDeps, fakeProcess, type FakeOptions } from "../testing/fake-deps.ts";
import { createFakeRegistry } from "../testing/fake-registry.ts";

const now = 1_790_000_000_000;

test("a healthy deployment is described", async () => {
  const overview = await read({ registry: createFakeRegistry([{ name: "fetch", pack: "fetch" }]) });
  expect(overview).toMatchObject({
    version: "1.2.3",
    draining: false,
    database: { kind: "embedded", ok: true },
    bus: { kind: "memory", ok: true },
    tools: { count: 1 },
  });
});

test("figures are of the last minutes", async () => {
  const calls = createFakeAuditLog([
    fakeCall({ startedAt: now - 10_000, durationMs: 10 }),
    fakeCall({ startedAt: now - 20_000, durationMs: 10, outcome: "error" }),
    fakeCall({ startedAt: now - 200_000, durationMs: 10 }),
    fakeCall({ startedAt: now - 250_000, durationMs: 90, outcome: "refused" }),
    fakeCall({ startedAt: now - 400_000 }),
  ]);
  const { traffic } = await read({ calls });
  expect(traffic).toEqual({
    callsPerMinute: 2,
    windowMs: 300_000,
    calls: 4,
    failed: 1,
    refused: 1,
    errorRate: 0.25,
    p50Ms: 10,
    p95Ms: 90,
  });
});

test("without calls there is no rate and no duration to speak of", async () => {
  const { traffic } = await read({});
  expect(traffic).toEqual({ callsPerMinute: 0, windowMs: 300_000, calls: 0, failed: 0, refused: 0 });
});

test("processes come from their heartbeats; a silent one counts for nothing", async () => {
  const overview = await read({
    self: { sessions: { http: 2 } },
    processes: {
      list: async () => [
        fakeProcess({ id: "self", cpu: 0.5, lastSeenAt: now - 3000 }),
        fakeProcess({ id: "b", services: ["mcp-sse"], sessions: { http: 3, sse: 1 }, lastSeenAt: now - 4000 }),
        fakeProcess({ id: "c", services: ["mcp-stdio"], sessions: { stdio: 1 }, lastSeenAt: now - 60_000 }),
      ],
    },
  });
  expect(overview.processes.map(({ id, self, alive }) => [id, self, alive])).toEqual([
    ["self", true, true],
    ["b", false, true],
    ["c", false, false],
  ]);
  expect(overview.processes[0]).toMatchObject({ cpu: 0.5, lastSeenAt: now });
  expect(overview.services).toEqual([
    { name: "admin", processes: 1 },
    { name: "mcp-sse", processes: 2 },
    { name: "mcp-stdio", processes: 0 },
  ]);
  expect(overview.sessions).toEqual({ http: 5, sse: 1 });
});

test("with the database down everything else still answers, and the health says why", async () => {
  const calls = createFakeAuditLog();
  calls.failure = new AppError("unavailable", "down");
  const overview = await read({
    calls,
    processes: { list: () => Promise.reject(new AppError("unavailable", "down")) },
    database: { kind: "external", location: "db/mcp", check: async () => "Connection refused." },
    checks: [{ name: "redis", check: () => Promise.reject(new Error("secret detail")) }],
  });
  expect(overview.database).toMatchObject({ ok: false, problem: "Connection refused." });
  expect(overview.bus).toMatchObject({ ok: false, problem: "redis could not be checked." });
  expect(overview).not.toHaveProperty("traffic");
  expect(overview.processes).toHaveLength(1);
});

test("a check that never answers is a problem within its deadline", { timeout: 5000 }, async () => {
  const overview = await read({ database: { kind: "embedded", location: "data", check: () => new Promise(() => {}) } });
  expect(overview.database).toMatchObject({
    ok: false,
    problem: expect.stringContaining("did not answer within 1000 ms"),
  });
});

test("readers at the same time share one reading; a later one is new", async () => {
  let reads = 0;
  let time = now;
  const list = async () => {
    reads += 1;
    await sleep(1);
    return [];
  };
  const { readOverview } = createFakeDeps({ processes: { list }, now: () => time });
  await Promise.all([readOverview(), readOverview(), readOverview()]);
  expect(reads).toBe(1);
  time += 1000;
  await readOverview();
  expect(reads).toBe(2);
});

async function read(options: FakeOptions): Promise<Overview> {
  const deps = createFakeDeps({ now: () => now, ...options });
  const response = await createAdminApp(deps).request("/api/overview", { headers: { host: "localhost" } });
  expect(response.status).toBe(200);
  const body = await response.json();
  expect(Overview.parse(body)).toEqual(body);
  return Overview.parse(body);
}
