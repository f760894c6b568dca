// @needs postgresql
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { App } from "./harness/app.ts";
import { callTool } from "./harness/call-tool.ts";
import { type Cluster, openCluster } from "./harness/cluster.ts";
import { send } from "./harness/http.ts";
import { type Message, modernMeta, toRequest, MODERN } from "./harness/json-rpc.ts";
import { openLab, serverOf } from "./harness/lab.ts";
import { until } from "./harness/until.ts";

const packs = { TOOL_PACKS: "time,memory" };
const lab = openLab();
let cluster: Cluster;
let databaseUrl: string;

beforeAll(async () => {
  cluster = await openCluster(lab);
  databaseUrl = await cluster.createDatabase();
});
afterAll(() => lab.close());

const ready = async (app: App) => {
  const { status, text } = await send(`${app.url()}/ready`);
  const { missing = [] } = JSON.parse(text) as { missing?: { name: string; reason: string }[] };
  return { status, missing };
};
const now = (app: App) => callTool(app.url(), "get_current_time", { timezone: "UTC" });
const readGraph = (app: App) => callTool(app.url(), "read_graph");
const untilWorking = (app: App) =>
  until("the app works again", async () => !(await readGraph(app)).isError && (await ready(app)).status === 200, {
    timeoutMs: 20_000,
    everyMs: 100,
  });

async function listTools(app: App): Promise<Message> {
  const { text } = await send(`${app.url()}/mcp`, {
    method: "POST",
    headers: {
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": MODERN,
      "mcp-method": "tools/list",
    },
    body: toRequest(1, "tools/list", { _meta: modernMeta() }),
  });
  return JSON.parse(text) as Message;
}

describe("a database of one's own", () => {
  let app: App;

  beforeAll(async () => {
    app = await lab.start("mcp-sse", { env: { ...packs, DATABASE_URL: databaseUrl } });
    await callTool(app.url(), "create_entities", {
      entities: [{ name: "kept", entityType: "thing", observations: [] }],
    });
  });

  test.for([
    { name: "is stopped", down: () => cluster.stop(), up: () => cluster.start() },
    { name: "hangs", down: () => cluster.freeze(), up: () => cluster.thaw() },
  ])("that $name: not ready, clear tool errors, and recovery without a restart", async ({ down, up }) => {
    await untilWorking(app);
    await down();
    try {
      const { missing } = await until("the app is not ready", async () => {
        const answer = await ready(app);
        return answer.status === 503 && answer;
      });
      expect(missing).toMatchObject([{ name: "database", reason: expect.stringMatching(/database|No answer/i) }]);
      expect(await send(`${app.url()}/health`)).toMatchObject({ status: 200 });
      for (const call of [readGraph, now]) {
        expect(await call(app)).toMatchObject({ isError: true, text: expect.stringMatching(/database/) });
      }
      const refused = await now(app);
      expect(refused).toMatchObject({ isError: true, text: expect.stringMatching(/was not run.*again/) });
      expect(refused.ms).toBeLessThan(1000);
      expect((await listTools(app)).result?.["tools"]).toHaveLength(12);
    } finally {
      await up();
    }
    await untilWorking(app);
    expect((await readGraph(app)).structured).toMatchObject({ entities: [{ name: "kept" }] });
    expect(app.hasEnded()).toBe(false);
    expect(app.stderr()).not.toContain("hunter2");
  });

  test("does not keep the app from stopping in time while it is away", async () => {
    const other = await lab.start("mcp-sse", { env: { ...packs, DATABASE_URL: databaseUrl } });
    await cluster.freeze();
    try {
      await until("the app is not ready", async () => (await ready(other)).status === 503);
      expect(await other.stop(20_000)).toEqual({ code: 0, signal: null });
    } finally {
      await cluster.thaw();
    }
  });

  test("that comes up after the app is waited for", async () => {
    await cluster.stop();
    const late = lab.spawn("mcp-sse", { env: { ...packs, DATABASE_URL: databaseUrl } });
    try {
      await until("it says that it tries again", () =>
        late.log().some(({ level, msg }) => level === "warn" && msg.includes("trying again")),
      );
    } finally {
      await cluster.start();
    }
    await until("it is ready", async () => (await ready(late)).status === 200);
    expect((await readGraph(late)).isError).toBe(false);
  });
});

describe("the embedded database", () => {
  test("that is killed is started again, without a restart of the app", async () => {
    const app = await lab.start("mcp-sse", { env: packs });
    await callTool(app.url(), "create_entities", {
      entities: [{ name: "kept", entityType: "thing", observations: [] }],
    });
    const pid = serverOf(app.dataDir);
    process.kill(pid ?? fail(), "SIGKILL");
    // A call either works already or says in a tool's words why not.
    const first = await readGraph(app);
    if (first.isError) expect(first.text).toMatch(/database/);
    await untilWorking(app);
    expect(serverOf(app.dataDir)).not.toBe(pid);
    expect((await readGraph(app)).structured).toMatchObject({ entities: [{ name: "kept" }] });
    expect(await app.stop()).toEqual({ code: 0, signal: null });
    expect(serverOf(app.dataDir)).toBeUndefined();
  });
});

function fail(): never {
  throw new Error("The embedded database does not run");
}
