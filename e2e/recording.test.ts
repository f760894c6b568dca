// @needs postgresql
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Pool } from "undici";
import type { App } from "./harness/app.ts";
import { type Cluster, openCluster } from "./harness/cluster.ts";
import { send } from "./harness/http.ts";
import { type Message, modernCall, textOf } from "./harness/json-rpc.ts";
import { openLab } from "./harness/lab.ts";
import { becomeOwner } from "./harness/sign-in.ts";
import { until } from "./harness/until.ts";

const CALLS = 2000;
const CONNECTIONS = 200;
const env = { TOOL_PACKS: "time", TOOLS_DIR: join(import.meta.dirname, "tools"), LOG_LEVEL: "info" };
const lab = openLab();
let cluster: Cluster;

beforeAll(async () => {
  cluster = await openCluster(lab);
});
afterAll(() => lab.close());

interface Row {
  readonly id: string;
  readonly tool: string;
  readonly outcome: string;
  readonly argumentsPreview: string;
}

/** Sends them all at once, and returns the messages that were answered with a result. */
function callAll(url: string, onAnswer: (message: string) => void): Promise<unknown> {
  const pool = new Pool(url, { connections: CONNECTIONS, pipelining: 1 });
  const calls = Array.from({ length: CALLS }, async (_, index) => {
    const { method, headers, body } = modernCall(index, "echo", { message: `call ${index}` });
    try {
      const answer = await pool.request({
        path: "/mcp",
        method,
        headers: { ...headers, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      const message = (await answer.body.json()) as Message;
      if (answer.statusCode === 200 && message.result?.["isError"] !== true) onAnswer(textOf(message));
    } catch {
      // Cut off by the kill: nobody was told anything.
    }
  });
  return Promise.all(calls).then(() => pool.destroy());
}

/** Every recorded call of the tool, through the console's API, a page at a time. */
async function readRows(app: App): Promise<Row[]> {
  const rows: Row[] = [];
  let next: string | undefined;
  const { headers } = await becomeOwner(app);
  do {
    const { text, status } = await send(
      `${app.url("admin")}/api/calls?tool=echo&limit=200${next === undefined ? "" : `&before=${next}`}`,
      { headers },
    );
    expect(status).toBe(200);
    const page = JSON.parse(text) as { calls: Row[]; next?: string };
    rows.push(...page.calls);
    next = page.next;
  } while (next !== undefined);
  return rows;
}

test.for(["the embedded database", "PostgreSQL by DATABASE_URL"])(
  "every call that was answered is a recorded call, also when the app is killed in the middle: %s",
  async (database) => {
    const dataDir = lab.path("data");
    const settings =
      database === "the embedded database" ? env : { ...env, DATABASE_URL: await cluster.createDatabase() };
    const app = await lab.start("mcp-sse", { dataDir, env: settings });
    const answered = new Set<string>();
    const all = callAll(app.url(), (message) => answered.add(message));
    await until("some are answered", () => answered.size >= 300, { timeoutMs: 30_000, everyMs: 1 });
    app.kill("SIGKILL");
    await Promise.all([app.ended, all]);
    expect(answered.size).toBeLessThan(CALLS);

    const next = await lab.start("launcher", { dataDir, env: settings });
    const rows = await readRows(next);
    const recorded = new Set(
      rows
        .filter(({ tool, outcome }) => tool === "echo" && outcome === "ok")
        .map(({ argumentsPreview }) => argumentsPreview),
    );
    expect([...answered].filter((message) => !recorded.has(message))).toEqual([]);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    await next.stop();
  },
);

test("calls in flight when the app is stopped are answered and recorded, and each call is one row", async () => {
  const dataDir = lab.path("data");
  const app = await lab.start("launcher", { dataDir, env });
  const answered = new Set<string>();
  const all = callAll(app.url(), (message) => answered.add(message));
  await until("some are answered", () => answered.size >= 300, { timeoutMs: 30_000, everyMs: 1 });
  expect(await app.stop()).toEqual({ code: 0, signal: null });
  await all;

  const next = await lab.start("launcher", { dataDir, env });
  const rows = await readRows(next);
  expect(new Set(rows.map(({ argumentsPreview }) => argumentsPreview))).toEqual(answered);
  expect(rows).toHaveLength(answered.size);
});
