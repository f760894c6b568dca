import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig } from "@mcp-tools/config";
import { localPrincipal, silentLogger, type Limits, type ResultStore } from "@mcp-tools/core";
import { operator, type Actor } from "@mcp-tools/governance";
import { createRequestContext, silentClient } from "@mcp-tools/tools";
import { expect, onTestFinished, test, vi } from "vitest";
import { createPlatform } from "../create-platform.ts";
import { createNoMetrics } from "../metrics/create-no-metrics.ts";
import type { Platform } from "../platform.ts";
import { createPlatformLimiter } from "./limits.ts";
import { policyVerbsOf } from "./policy-verbs-of.ts";
import { createPlatformResults } from "./results.ts";

const TOOLS = `
const rows = Array.from({ length: 2_000 }, (_, id) => ({ id, name: "row " + id }));
export default [
  { name: "list_rows", description: "d", access: "read", run: () => ({ rows }) },
  { name: "who_am_i", description: "d", access: "read", credentials: ["api_token"], run: (_, { credentials }) => "token=" + credentials.api_token },
];`;

function open(env: Record<string, string>): Platform {
  const dir = mkdtempSync(join(tmpdir(), "mcp-tools-governance-"));
  const toolsDir = join(dir, "tools");
  mkdirSync(toolsDir);
  writeFileSync(join(toolsDir, "tools.mjs"), TOOLS);
  const config = loadConfig({
    env: { DATA_DIR: join(dir, "data"), TOOLS_DIR: toolsDir, TOOL_PACKS: "none", ...env },
    envFile: "missing.env",
  });
  const platform = createPlatform(config, {
    name: "test",
    version: "1.2.3",
    logger: silentLogger,
    metrics: createNoMetrics(),
  });
  onTestFinished(async () => {
    await platform.close();
    rmSync(dir, { recursive: true, force: true });
  });
  return platform;
}

async function call({ toolbox }: Platform, tool: string) {
  const { signal } = new AbortController();
  const answer = await toolbox.callTool({
    tool,
    arguments: {},
    principal: localPrincipal,
    transport: "cli",
    client: silentClient,
    signal,
  });
  if (answer.kind !== "result") throw new Error(answer.kind);
  return answer.result;
}

test("a call that waits is there for those approvers alone who have its tool", { timeout: 60_000 }, async () => {
  const platform = open({});
  const { approvals } = platform;
  const [ann, bob] = [approver("ann"), approver("bob")];
  const notForBob = { id: "not-for-bob", match: { principals: ["user:bob"], tools: ["list_*"] }, effect: "refuse" };
  const rules = [notForBob, { id: "ask", match: { tools: ["list_rows"] }, effect: "ask" }];
  const document = { rules, approvals: { holdSeconds: 0 } };
  await platform.open();
  await policyVerbsOf(platform).save(operator, { basedOn: 0, document });
  expect((await call(platform, "list_rows")).isError).toBe(true);

  const [waiting] = await approvals.listApprovals(ann, { state: "waiting", limit: 10 });
  const id = waiting?.id ?? "";
  expect(waiting).toMatchObject({ tool: "list_rows" });
  expect(await approvals.listApprovals(bob, { limit: 10 })).toEqual([]);
  expect(await approvals.countWaitingForEach([ann, bob, operator])).toMatchObject([
    { count: 1, newestId: id },
    { count: 0 },
    { count: 1 },
  ]);
  await expect(approvals.getApproval(bob, id)).rejects.toMatchObject({ code: "not_found" });
  await expect(approvals.approveCall(bob, { id, scope: { kind: "once" } })).rejects.toMatchObject({
    code: "not_found",
  });

  // Switched off, it is there for no approver; somebody still has to decide.
  await policyVerbsOf(platform).setTool(operator, { basedOn: 1, name: "list_rows", settings: { enabled: false } });
  await expect(approvals.refuseCall(ann, { id, reason: "off" })).rejects.toMatchObject({ code: "not_found" });
  const owner = { ...approver("eve"), role: "owner" } as const;
  expect(await approvals.refuseCall(owner, { id, reason: "It is off." })).toMatchObject({ state: "refused" });
});

function approver(name: string): Actor {
  const id = `user:${name}`;
  const principal = { id, kind: "user", name: `${name}@example.com`, space: "default", personId: id } as const;
  return { principal, role: "approver", transport: "console" };
}

async function read({ toolbox }: Platform, uri: string) {
  const found = toolbox.catalogue(localPrincipal).matchTemplate(uri);
  const context = createRequestContext({
    principal: localPrincipal,
    client: silentClient,
    signal: new AbortController().signal,
    announce() {},
    log: () => silentLogger,
  });
  return found?.template.read(found.variables, { ...context, uri });
}

test("a long result is cut, kept in the database, and read in pages; a credential is stored, given and masked", async () => {
  const platform = open({ RESULT_BYTES_MAX: "4096" });
  const { structuredContent, content } = await call(platform, "list_rows");
  const { rows } = structuredContent as { rows: unknown[] };
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.length).toBeLessThan(200);
  const link = content.find(({ type }) => type === "resource_link");
  if (link?.type !== "resource_link") throw new Error("no link");
  expect(await read(platform, link.uri)).toMatchObject({
    contents: [{ text: expect.stringContaining('{"rows":[{"id":0,') }, { text: "[Page 1 of 1. There are no more.]" }],
  });
  expect(await read(platform, link.uri.replace(/[\da-f]{12}\/1$/, "000000000000/1"))).toBeUndefined();

  const missing = await call(platform, "who_am_i");
  expect(missing).toMatchObject({
    isError: true,
    content: [{ text: expect.stringMatching(/mcp-tools credentials set api_token$/) }],
  });
  await platform.credentials.setCredential(operator, { name: "api_token", value: "a-very-secret-value" });
  expect(await call(platform, "who_am_i")).toEqual({ content: [{ type: "text", text: "token=••••" }] });
  const audit = await platform.audit.list({ limit: 10 });
  expect(audit.map(({ principalId, outcome }) => [principalId, outcome])).toEqual([
    ["local", "ok"],
    ["operator", "ok"],
    ["local", "refused"],
    ["local", "ok"],
  ]);
  expect(JSON.stringify(audit)).not.toContain("a-very-secret-value");
}, 60_000);

test("keys of one purpose are the same at each look, and lasting where their secret is", () => {
  const secret = { SECRET_KEY: "a secret of at least 32 characters" };
  const database = { DATABASE_URL: "postgres://app@127.0.0.1:1/db" };
  const platform = open({ ...secret, ...database });
  expect(platform.deriveKeys("audit chain")).toBe(platform.deriveKeys("audit chain"));
  expect(platform.deriveKeys("audit chain").isLasting).toBe(true);
  expect(open({ ...secret, ...database }).deriveKeys("audit chain")).toEqual(platform.deriveKeys("audit chain"));
  expect(open(database).deriveKeys("audit chain").isLasting).toBe(false);
});

test("refused calls are counted by limit, and Redis counts where there is one", async () => {
  const callLimited = vi.fn<(limit: keyof Limits) => void>();
  const deps = { metrics: { ...createNoMetrics(), callLimited }, logger: silentLogger };
  const limiter = createPlatformLimiter({ data: { dir: "", databaseUrl: undefined, redisUrl: undefined } }, deps);
  await limiter.acquire([{ subject: "tool:t", limits: { callsPerDay: 0 } }]);
  expect(callLimited.mock.calls).toEqual([["callsPerDay"]]);
  expect(limiter.kind).toBe("memory");
  const redisUrl = "redis://127.0.0.1:1";
  expect(createPlatformLimiter({ data: { dir: "", databaseUrl: undefined, redisUrl } }, deps).kind).toBe("redis");
});

test("kept results are swept while the process serves, whatever went wrong before", async () => {
  vi.useFakeTimers();
  try {
    const sweep = vi.fn<ResultStore["sweep"]>().mockRejectedValueOnce(new Error("no database")).mockResolvedValue(1);
    const store = { sweep } as unknown as ResultStore;
    const results = createPlatformResults({ store, logger: silentLogger });
    await vi.advanceTimersByTimeAsync(300_000);
    expect(sweep).not.toHaveBeenCalled();
    results.startSweep();
    results.startSweep();
    await vi.advanceTimersByTimeAsync(75_000);
    expect(sweep).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(75_000);
    expect(sweep).toHaveBeenCalledTimes(2);
    await results.stopSweep();
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});
