// @needs postgresql
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Pool } from "undici";
import { type ApprovalDesk, openApprovalDesk, runsOf } from "./harness/approval-desk.ts";
import type { App } from "./harness/app.ts";
import { callTool } from "./harness/call-tool.ts";
import { type Cluster, openCluster } from "./harness/cluster.ts";
import { open, send } from "./harness/http.ts";
import { MODERN, type Message, modernCall, modernMeta, textOf, toRequest } from "./harness/json-rpc.ts";
import { openLab } from "./harness/lab.ts";
import { until } from "./harness/until.ts";

const lab = openLab();
let cluster: Cluster;
let env: Record<string, string>;
let desk: ApprovalDesk;
let mark: string;

beforeAll(async () => {
  cluster = await openCluster(lab);
  const databaseUrl = await cluster.createDatabase();
  env = {
    TOOL_PACKS: "none",
    TOOLS_DIR: join(import.meta.dirname, "tools"),
    DATABASE_URL: databaseUrl,
    ADMIN_URL: "https://console.example.com/",
  };
  desk = openApprovalDesk(lab, cluster, databaseUrl);
  mark = lab.path("mark");
});
afterAll(() => lab.close());

let hasPolicy = false;

/** Replicas of one installation, which hold calls for 30 s. */
async function startReplicas(count: number): Promise<App[]> {
  const apps: App[] = [];
  for (let index = 0; index < count; index++) apps.push(await lab.start("mcp-sse", { env }));
  // Once: another version would end what waits.
  if (!hasPolicy) await desk.setPolicy({ approvals: { holdSeconds: 30, expireMinutes: 60 } });
  hasPolicy = true;
  return apps;
}

const call = (app: App | undefined, path: string, more: object = {}) =>
  callTool(app?.url() ?? "", "destroy", { path, mark, ...more }, { timeoutMs: 60_000 });
const runsAt = (path: string) => runsOf(mark).filter((line) => line === path).length;

test("process restarted while waiting: the caller is told at once, and goes on with the next one", async () => {
  const [app] = await startReplicas(1);
  const held = call(app, "/restart");
  const { id } = await desk.waiting("/restart");
  const started = performance.now();
  app?.kill("SIGTERM");
  const told = await held;
  expect(told).toMatchObject({ isError: true, text: expect.stringContaining("restarting") });
  expect(told.text).toContain(id);
  expect(await app?.ended).toEqual({ code: 0, signal: null });
  expect(performance.now() - started).toBeLessThan(10_000);
  const [next] = await startReplicas(1);
  const again = call(next, "/restart");
  await desk.approve(id);
  expect(await again).toMatchObject({ isError: false });
  expect(runsAt("/restart")).toBe(1);
  await next?.stop();
});

test("replica killed while waiting: the same call on another continues, and runs once", async () => {
  const [one, other] = await startReplicas(2);
  const lost = call(one, "/killed");
  lost.catch(() => {});
  const { id } = await desk.waiting("/killed");
  one?.kill("SIGKILL");
  await expect(lost).rejects.toThrow();
  const again = call(other, "/killed");
  await desk.approve(id);
  expect(await again).toMatchObject({ isError: false });
  expect(runsAt("/killed")).toBe(1);
  await other?.stop();
});

test(
  "replica killed between approve and run: `unknown`, with a row in the audit, and not run twice",
  { timeout: 120_000 },
  async () => {
    const [one, other] = await startReplicas(2);
    const lost = call(one, "/halfway", { ms: 60_000 });
    lost.catch(() => {});
    const { id } = await desk.waiting("/halfway");
    await desk.approve(id);
    await until("it runs", () => runsAt("/halfway") === 1);
    one?.kill("SIGKILL");
    await expect(lost).rejects.toThrow();
    await until("another replica finds out", async () => (await desk.state(id)) === "unknown", { timeoutMs: 60_000 });
    const again = call(other, "/halfway", { ms: 60_000 });
    const next = await desk.waiting("/halfway");
    expect(next.id).not.toBe(id);
    await desk.refuse(next.id, "look first");
    expect(await again).toMatchObject({ isError: true });
    expect(runsAt("/halfway")).toBe(1);
    const recorded = await desk.sql(
      `select outcome from audit where outcome = 'unknown' and message like '%is gone%' and tool = 'destroy'`,
    );
    expect(recorded).toBe("unknown");
    await other?.stop();
  },
);

test("client vanished while waiting: nothing runs later unless it calls again", async () => {
  const [app] = await startReplicas(1);
  const request = modernCall("gone", "destroy", { path: "/vanished", mark });
  const gone = new AbortController();
  const held = open(`${app?.url()}/mcp`, { ...request, signal: gone.signal });
  held.catch(() => {});
  const { id } = await desk.waiting("/vanished");
  gone.abort();
  await desk.approve(id);
  expect(runsAt("/vanished")).toBe(0);
  expect(await call(app, "/vanished")).toMatchObject({ isError: false });
  expect(runsAt("/vanished")).toBe(1);
  await app?.stop();
});

test("a client that can show pages is sent to the console, and goes on when it comes back", async () => {
  const [app] = await startReplicas(1);
  const params = {
    name: "destroy",
    arguments: { path: "/page", mark },
    _meta: modernMeta({ elicitation: { url: {} } }),
  };
  const ask = async (more: object = {}) => {
    const { headers } = modernCall(1, "destroy");
    const body = toRequest(1, "tools/call", { ...params, ...more });
    const answer = await send(`${app?.url()}/mcp`, { method: "POST", headers, body, timeoutMs: 60_000 });
    return JSON.parse(answer.text) as Message;
  };
  const { result = {} } = await ask();
  const { id } = await desk.waiting("/page");
  const key = `approval:${id}`;
  expect(result).toMatchObject({
    resultType: "input_required",
    inputRequests: {
      [key]: {
        method: "elicitation/create",
        params: { mode: "url", url: `https://console.example.com/approvals/${id}`, message: expect.any(String) },
      },
    },
  });
  const back = { inputResponses: { [key]: { action: "accept" } }, requestState: result["requestState"] };
  const again = ask(back);
  await desk.approve(id);
  expect(textOf(await again)).toBe("destroyed /page");
  expect([runsAt("/page"), MODERN]).toEqual([1, "2026-07-28"]);
  await app?.stop();
});

test(
  "a thousand waiting at once go with one consent, each once, and none of it costs much",
  { timeout: 180_000 },
  async () => {
    const [app] = await startReplicas(1);
    await desk.setPolicy({ approvals: { holdSeconds: 120, expireMinutes: 60 } });
    const pool = new Pool(app?.url() ?? "", { connections: 1_000, headersTimeout: 150_000, bodyTimeout: 150_000 });
    lab.onClose(() => pool.close());
    const many = lab.path("many");
    const calls = Array.from({ length: 1_000 }, async (_, index) => {
      const request = modernCall(index, "destroy", { path: `/many/${index}`, mark: many });
      const { body } = await pool.request({
        ...request,
        path: "/mcp",
        headers: { ...request.headers, "content-type": "application/json" },
        body: JSON.stringify(request.body),
      });
      // What is silent for five seconds becomes a stream.
      const sent = await body.text();
      const message = /^data: (.*)$/m.exec(sent)?.[1] ?? sent;
      return textOf(JSON.parse(message) as Message);
    });
    const waiting = async () => Number(await desk.sql("select count(*) from approvals where state = 'waiting'"));
    await until("all of them wait", async () => (await waiting()) === 1_000, { timeoutMs: 120_000 });
    expect(await send(`${app?.url()}/ready`, { timeoutMs: 2_000 })).toMatchObject({ status: 200 });
    const { id } = await desk.waiting("/many/500");
    await desk.approve(id, "--for", "10m");
    const texts = await Promise.all(calls);
    expect(texts.filter((text) => text.startsWith("destroyed /many/"))).toHaveLength(1_000);
    expect(new Set(runsOf(many)).size).toBe(1_000);
    expect(runsOf(many)).toHaveLength(1_000);
    await app?.stop();
  },
);
