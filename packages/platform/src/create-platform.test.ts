import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig } from "@mcp-tools/config";
import { createId, localPrincipal, type Logger, silentLogger } from "@mcp-tools/core";
import { operator } from "@mcp-tools/governance";
import { silentClient } from "@mcp-tools/tools";
import { expect, onTestFinished, test, vi } from "vitest";
import { createPlatform } from "./create-platform.ts";
import { createMetrics } from "./metrics/create-metrics.ts";
import { createNoMetrics } from "./metrics/create-no-metrics.ts";
import { policyVerbsOf } from "./governance/policy-verbs-of.ts";
import type { Platform } from "./platform.ts";

function open(env: Record<string, string> = {}, logger: Logger = silentLogger) {
  const dir = mkdtempSync(join(tmpdir(), "mcp-tools-platform-"));
  const dataDir = join(dir, "data");
  const config = loadConfig({ env: { DATA_DIR: dataDir, TOOL_PACKS: "time", ...env }, envFile: "missing.env" });
  const platform = createPlatform(config, {
    name: "test",
    version: "1.2.3",
    logger,
    metrics: createMetrics({ version: "1.2.3" }),
  });
  onTestFinished(async () => {
    await platform.close();
    rmSync(dir, { recursive: true, force: true });
  });
  return { platform, dataDir };
}

function call(platform: Platform, tool: string, args: unknown, idempotencyKey?: string) {
  const { signal } = new AbortController();
  return platform.toolbox.callTool({
    tool,
    arguments: args,
    principal: localPrincipal,
    transport: "cli",
    client: silentClient,
    signal,
    idempotencyKey,
  });
}

test("creating and closing a platform touches neither disk nor network", async () => {
  const { platform, dataDir } = open({ DATABASE_URL: "postgres://app:hunter2@127.0.0.1:1/db" });
  platform.serviceStarted("mcp-sse");
  expect(platform).toMatchObject({ version: "1.2.3", services: ["mcp-sse"], draining: false });
  expect(platform.database).toMatchObject({ kind: "external", location: "127.0.0.1:1/db" });
  await platform.close();
  expect(existsSync(dataDir)).toBe(false);
});

test("draining shows in the checks from the first moment", async () => {
  const { platform } = open();
  const shutdown = platform.checks.find(({ name }) => name === "shutdown");
  expect(await shutdown?.check()).toBeUndefined();
  platform.drain();
  expect(platform.draining).toBe(true);
  expect(await shutdown?.check()).toContain("shutting down");
});

test("the signing key is made at the first look and stays", () => {
  const { platform, dataDir } = open();
  expect(existsSync(dataDir)).toBe(false);
  const key = platform.signingKey;
  expect(key).toHaveLength(32);
  expect(platform.signingKey).toBe(key);
  expect(existsSync(join(dataDir, "secret.key"))).toBe(true);
});

test("a Redis that is named and not there is said to be missing", async () => {
  const { platform } = open({ REDIS_URL: "redis://127.0.0.1:1" });
  expect(platform.bus.kind).toBe("redis");
  const redis = platform.checks.find(({ name }) => name === "redis");
  expect(await redis?.check()).toMatch(/Redis/);
  expect(open().platform.checks.some(({ name }) => name === "redis")).toBe(false);
});

test("with the embedded database a call is run, recorded, counted and found again", { timeout: 60_000 }, async () => {
  const { platform, dataDir } = open();
  await platform.open();
  expect(await platform.database.check()).toBeUndefined();
  expect(platform.database).toMatchObject({ kind: "embedded", location: dataDir });

  const answer = await call(platform, "get_current_time", { timezone: "UTC" });
  expect(answer).toMatchObject({ kind: "result" });
  expect(await call(platform, "no_such_tool", {})).toEqual({ kind: "unknown_tool" });
  expect(await platform.audit.list({ limit: 10 })).toMatchObject([
    { tool: "no_such_tool", outcome: "refused" },
    { tool: "get_current_time", outcome: "ok", principalId: "local" },
  ]);
  const metrics = await platform.metrics.render();
  expect(metrics).toContain('mcp_tools_calls_total{tool="get_current_time",outcome="ok"} 1');
  expect(metrics).toContain('mcp_tools_calls_total{tool="other",outcome="refused"} 1');
  expect(metrics).toContain('mcp_tools_queue_depth{queue="call_records"} 0');

  const noted = await Promise.all(
    [1, 2, 3].map(() => call(platform, "get_current_time", { timezone: "UTC" }, "key 1")),
  );
  expect(new Set(noted.map((one) => JSON.stringify(one))).size).toBe(1);
  expect(await call(platform, "get_current_time", { timezone: "Asia/Tokyo" }, "key 1")).toMatchObject({
    result: { isError: true, content: [{ text: expect.stringContaining("other arguments") }] },
  });
  expect(await platform.approvals.listApprovals(operator, { limit: 10 })).toEqual([]);

  const entity = { name: createId(), entityType: "test", observations: ["one"] };
  expect(await platform.memory.createEntities("default", [entity])).toEqual([entity]);
  await platform.close();
  expect(await platform.database.check()).toMatch(/closed/);
});

test("a folder for files that is not there is warned of, once", async () => {
  const warn = vi.fn();
  // Loading fails, and is tried again.
  const { platform, dataDir } = open(
    { TOOL_PACKS: "files,no-such-pack", FILES_ROOTS: "/no/such/folder", DATABASE_URL: "postgres://app@127.0.0.1:1/db" },
    { ...silentLogger, warn },
  );
  const warnings = () => warn.mock.calls.filter(([fields]) => (fields as { setting?: string }).setting !== undefined);

  await expect(platform.toolbox.load()).rejects.toThrow("no-such-pack");
  await expect(platform.toolbox.load()).rejects.toThrow("no-such-pack");
  await vi.waitFor(() => expect(warnings()).not.toEqual([]));

  expect(existsSync(dataDir)).toBe(false);
  expect(warnings()).toEqual([
    [
      { setting: "FILES_ROOTS", root: "/no/such/folder", reason: "it does not exist" },
      "folder for files cannot be read",
    ],
  ]);
});

test("a change of the policy holds in every process on the folder within a moment", { timeout: 30_000 }, async () => {
  const { platform, dataDir } = open({ TOOL_PACKS: "memory" });
  const { platform: other } = open({ TOOL_PACKS: "memory", DATA_DIR: dataDir });
  const remove = (on: Platform) => call(on, "delete_entities", { entityNames: ["nobody"] });
  const refused = { result: { isError: true, content: [{ text: expect.stringMatching(/approval/) }] } };
  const verbs = policyVerbsOf(platform);
  const approvals = { holdSeconds: 0, expireMinutes: 60 };
  expect(await verbs.save(operator, { basedOn: 0, document: { approvals } })).toMatchObject({ version: 1 });
  expect(await remove(other)).toMatchObject(refused);

  const rule = { id: "local", match: { principals: ["local"] }, effect: "allow" };
  expect(await verbs.putRule(operator, { basedOn: 1, rule })).toMatchObject({ version: 2, warnings: [] });

  expect((await remove(platform)) as object).not.toMatchObject(refused);
  await vi.waitFor(async () => expect(await remove(other)).not.toMatchObject(refused), { timeout: 10_000 });
  expect(await platform.audit.list({ limit: 10, outcomes: ["pending"] })).toHaveLength(1);
  await verbs.setTool(operator, { basedOn: 2, name: "delete_entities", settings: { enabled: false } });
  expect(await remove(platform)).toEqual({ kind: "unknown_tool" });
  await vi.waitFor(async () => expect(await remove(other)).toEqual({ kind: "unknown_tool" }), { timeout: 10_000 });
});

test("a process without metrics has a platform too", async () => {
  const config = loadConfig({ env: { TOOL_PACKS: "none" }, envFile: "missing.env" });
  const platform = createPlatform(config, {
    name: "test",
    version: "1.2.3",
    logger: silentLogger,
    metrics: createNoMetrics(),
  });
  await platform.close();
  expect(await platform.metrics.render()).toBe("");
});
