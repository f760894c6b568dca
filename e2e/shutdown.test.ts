import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import type { App, AppName } from "./harness/app.ts";
import { callTool } from "./harness/call-tool.ts";
import { openEventStream } from "./harness/event-stream.ts";
import { send } from "./harness/http.ts";
import { initialized, MODERN, modernMeta, textOf, toCall, toInitialize, toRequest } from "./harness/json-rpc.ts";
import { openLab } from "./harness/lab.ts";
import { openLegacySession } from "./harness/legacy-session.ts";
import { speakStdio } from "./harness/stdio-lines.ts";
import { until, within } from "./harness/until.ts";

const env = { TOOL_PACKS: "time,conformance", TOOLS_DIR: join(import.meta.dirname, "tools") };
const lab = openLab();
/** One database for all of them, one after the other: making one takes a second. */
const dataDir = lab.path("data");
afterAll(() => lab.close());

const fatals = (app: App) => app.log().filter(({ level }) => level === "fatal");

/** A call that takes its time, begun. */
async function beginCall(app: App, ms: number) {
  const mark = lab.path("mark");
  const answer = callTool(app.url(), "slow", { ms, mark });
  answer.catch(() => {});
  await until("the call has begun", () => existsSync(mark));
  return { answer, mark };
}

describe("SIGTERM", () => {
  test.for(["SIGTERM", "SIGINT"] as const)(
    "%s lets calls in flight finish, and the process ends with 0",
    async (signal) => {
      const app = await lab.start("mcp-sse", { dataDir, env });
      const { answer, mark } = await beginCall(app, 1000);
      app.kill(signal);
      expect(await answer).toMatchObject({ text: "waited 1000 ms", isError: false });
      expect(await within(5000, "the process ends", app.ended)).toEqual({ code: 0, signal: null });
      expect(readFileSync(mark, "utf8")).toBe("started\ndone\n");
      expect(fatals(app)).toEqual([]);
    },
  );

  test("turns /ready to 503 at once, while the process still lives and works", async () => {
    const app = await lab.start("mcp-sse", { dataDir, env });
    const { answer } = await beginCall(app, 1500);
    app.kill("SIGTERM");
    const ready = await until(
      "it is not ready",
      async () => {
        const { status, text } = await send(`${app.url()}/ready`);
        return status === 503 && text;
      },
      { timeoutMs: 1000 },
    );
    expect(JSON.parse(ready)).toMatchObject({ missing: [{ name: "shutdown" }] });
    expect(await send(`${app.url()}/health`)).toMatchObject({ status: 200 });
    await expect(callTool(app.url(), "get_current_time", { timezone: "UTC" })).rejects.toThrow(/503.*shutting down/);
    expect(await answer).toMatchObject({ isError: false });
    expect(await app.ended).toEqual({ code: 0, signal: null });
  });

  test("ends idle streams of every kind, and gives those with a call in flight their answer", async () => {
    const app = await lab.start("mcp-sse", { dataDir, env });
    const url = app.url();
    const idleSse = await openEventStream(`${url}/sse`);
    const busySse = await openEventStream(`${url}/sse`);
    const frame = await until("the endpoint is announced", () => busySse.frames[0]);
    const post = (body: object) => send(new URL(frame.data ?? "", url).href, { method: "POST", body });
    await post(toInitialize("2024-11-05"));
    await post(initialized);
    const session = await openLegacySession(url, "2025-11-25");
    const standalone = await session.get();
    const listen = await openEventStream(`${url}/mcp`, {
      method: "POST",
      headers: {
        "mcp-protocol-version": MODERN,
        "mcp-method": "subscriptions/listen",
        accept: "application/json, text/event-stream",
      },
      body: toRequest("listen", "subscriptions/listen", {
        notifications: { toolsListChanged: true },
        _meta: modernMeta(),
      }),
    });
    await listen.message(
      "the subscription is acknowledged",
      ({ method }) => method === "notifications/subscriptions/acknowledged",
    );
    const mark = lab.path("mark");
    await post(toCall(1, "slow", { ms: 800, mark }));
    const streamed = await session.stream(toCall(2, "slow", { ms: 800 }));
    await until("the call has begun", () => existsSync(mark));

    app.kill("SIGTERM");
    await Promise.all([idleSse.ended(), listen.ended(), standalone.ended()]);
    expect(listen.messages().at(-1)).toMatchObject({ id: "listen", result: { resultType: "complete" } });
    expect(textOf(await busySse.message("the call over SSE is answered", ({ id }) => id === 1))).toBe("waited 800 ms");
    expect(textOf(await streamed.message("the call in the session is answered", ({ id }) => id === 2))).toBe(
      "waited 800 ms",
    );
    expect(await within(5000, "the process ends", app.ended)).toEqual({ code: 0, signal: null });
  });

  test("waits no longer than DRAIN_MS", async () => {
    const app = await lab.start("mcp-sse", { dataDir, env: { ...env, DRAIN_MS: "300" } });
    const { answer } = await beginCall(app, 60_000);
    const started = performance.now();
    app.kill("SIGTERM");
    const { code } = await within(8000, "the process ends", app.ended);
    expect(performance.now() - started).toBeLessThan(6000);
    expect([0, 1]).toContain(code);
    await expect(answer).rejects.toThrow();
  });

  test.for([
    { signal: "SIGTERM", code: 143 },
    { signal: "SIGINT", code: 130 },
  ] as const)("a second $signal ends the process at once with $code", async ({ signal, code }) => {
    const app = await lab.start("mcp-sse", { dataDir, env });
    const { answer } = await beginCall(app, 60_000);
    app.kill(signal);
    await until("it has heard", () => app.log().some(({ msg }) => msg === "stopping"));
    await sleep(350);
    app.kill(signal);
    expect(await within(2000, "the process ends", app.ended)).toEqual({ code, signal: null });
    await expect(answer).rejects.toThrow();
    // What it had no time for is done by the next one.
    await (await lab.start("mcp-sse", { dataDir, env })).stop();
  });

  test("lets a stdio client have its answers, too", async () => {
    const app = lab.spawn("mcp-stdio", { dataDir, env });
    const stdio = speakStdio(app);
    await stdio.initialize();
    const mark = lab.path("mark");
    const answer = stdio.call("slow", { ms: 600, mark });
    await until("the call has begun", () => existsSync(mark));
    app.kill("SIGTERM");
    expect(textOf(await answer)).toBe("waited 600 ms");
    expect(await within(5000, "the process ends", app.ended)).toEqual({ code: 0, signal: null });
  });

  test("stops every service of the launcher", async () => {
    const app = await lab.start("launcher", { dataDir, env });
    const { answer } = await beginCall(app, 500);
    app.kill("SIGTERM");
    expect(await answer).toMatchObject({ text: "waited 500 ms" });
    expect(await within(5000, "the process ends", app.ended)).toEqual({ code: 0, signal: null });
  });
});

test("a client that closes stdin while a call runs does not keep the process, and the database is left in order", async () => {
  const app = lab.spawn("mcp-stdio", { dataDir, env });
  const stdio = speakStdio(app);
  await stdio.initialize();
  const mark = lab.path("mark");
  stdio.write(toCall("last", "slow", { ms: 500, mark }));
  await until("the call has begun", () => existsSync(mark));
  stdio.end();
  expect(await within(10_000, "the process ends", app.ended)).toEqual({ code: 0, signal: null });
});

describe("a service that cannot run takes the process down", () => {
  test.for([
    { name: "mcp-sse", port: "PORT", service: "mcp-sse" },
    { name: "admin", port: "ADMIN_PORT", service: "admin" },
    { name: "launcher", port: "ADMIN_PORT", service: "admin" },
  ] as const)(
    "$name, whose $port is taken: exit 1 and one fatal line that says what to do",
    async ({ name, port, service }) => {
      const squatter = createServer();
      await new Promise<void>((resolve) => squatter.listen(0, "127.0.0.1", resolve));
      const address = squatter.address();
      const taken = String(typeof address === "object" ? address?.port : "");
      try {
        const app = lab.spawn(name, { dataDir, env: { ...env, [port]: taken } });
        expect(await within(20_000, "the process ends", app.ended)).toEqual({ code: 1, signal: null });
        expect(fatals(app)).toMatchObject([
          { service, err: { message: expect.stringMatching(new RegExp(`127\\.0\\.0\\.1:${taken}.*in use.*${port}`)) } },
        ]);
      } finally {
        squatter.close();
      }
    },
  );
});

describe("a wrong environment", () => {
  const wrong = {
    PORT: "nine",
    ADMIN_PORT: "70000",
    LOG_LEVEL: "loud",
    DATABASE_URL: "mysql://app:hunter2@db/x",
    DRAIN_MS: "10s",
    TOOL_PACKS: "../mine",
  };

  test.for(["mcp-sse", "mcp-stdio", "admin", "launcher"] as const satisfies AppName[])(
    "stops %s with 78 and a list of every problem",
    async (name) => {
      const app = lab.spawn(name, { dataDir, env: wrong });
      expect(await within(10_000, "the process ends", app.ended)).toEqual({ code: 78, signal: null });
      for (const setting of Object.keys(wrong)) expect(app.stderr()).toContain(`- ${setting}: `);
      expect(app.stderr()).toContain("6 problems");
      expect(app.stderr()).not.toContain("hunter2");
      expect(app.stderr()).not.toContain("    at ");
      expect(app.stdout()).toBe("");
    },
  );

  test("with a pack that does not exist stops the start with 78 and names it", async () => {
    const app = lab.spawn("mcp-sse", { dataDir, env: { TOOL_PACKS: "time,no-such-pack" } });
    expect(await within(15_000, "the process ends", app.ended)).toEqual({ code: 78, signal: null });
    expect(fatals(app)).toMatchObject([{ err: { message: expect.stringMatching(/TOOL_PACKS.*no-such-pack/) } }]);
  });
});
