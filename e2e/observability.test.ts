// @needs redis-server
import { readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startRedis } from "@mcp-tools/bus/testing";
import { startBackend, type FakeBackend } from "@mcp-tools/platform/testing";
import { afterAll, expect, test } from "vitest";
import type { App } from "./harness/app.ts";
import { callTool } from "./harness/call-tool.ts";
import { send } from "./harness/http.ts";
import { toCall } from "./harness/json-rpc.ts";
import { openLab } from "./harness/lab.ts";
import { openLegacySession } from "./harness/legacy-session.ts";
import { until } from "./harness/until.ts";

const lab = openLab();
afterAll(() => lab.close());

const toolsDir = join(import.meta.dirname, "tools");
const traceId = "0af7651916cd43dd8448eb211c80319c";
const traceparent = `00-${traceId}-b7ad6b7169203331-01`;

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: readonly { key: string; value: { stringValue?: string } }[];
}

interface Exported {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }[];
}

const spansOf = ({ received }: FakeBackend): Span[] =>
  received
    .flatMap(({ body }) => (JSON.parse(body) as Exported).resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap(({ spans }) => spans);

/** From a span up to the root, by name. */
function pathOf(spans: readonly Span[], span: Span | undefined): string[] {
  if (span === undefined) return [];
  return [
    span.name,
    ...pathOf(
      spans,
      spans.find(({ spanId }) => spanId === span.parentSpanId),
    ),
  ];
}

async function backend(options?: { hangs?: boolean }): Promise<FakeBackend> {
  const started = await startBackend(options);
  lab.onClose(started.close);
  return started;
}

async function startTraced(more: Record<string, string> = {}): Promise<{ app: App; collector: FakeBackend }> {
  const collector = await backend();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, TOOL_PACKS: "time,memory", TOOLS_DIR: toolsDir, ...more };
  return { collector, app: await lab.start("mcp-sse", { env }) };
}

test("a call is one tree below its caller's span, down to the database; log and audit name the same trace", async () => {
  const { app, collector } = await startTraced();

  const { structured } = await callTool(app.url(), "read_graph", {}, { headers: { traceparent } });
  expect(structured).toMatchObject({ entities: [] });
  await app.stop();

  const spans = spansOf(collector).filter((span) => span.traceId === traceId);
  const named = (name: string) => spans.find((span) => span.name === name);
  expect(named("POST /mcp")?.parentSpanId).toBe("b7ad6b7169203331");
  expect(pathOf(spans, named("commit audit"))).toEqual([
    "commit audit",
    "record",
    "tools/call read_graph",
    "POST /mcp",
  ]);
  const stages = ["approve", "dedupe", "checkCredentials", "authorize", "validate", "limit", "find", "record"];
  expect(pathOf(spans, named("run"))).toEqual(["run", ...stages, "tools/call read_graph", "POST /mcp"]);
  const ofTool = spans.find((span) => span.name === "postgresql" && pathOf(spans, span).includes("run"));
  expect(ofTool).toBeDefined();
  const lines = app.log().filter((line) => line.msg === "request" && line["path"] === "/mcp");
  expect(lines.map((line) => line["traceId"])).toEqual([traceId]);
});

test("the trace in `_meta` wins, and the audit has it, also where nobody named one", async () => {
  const { app, collector } = await startTraced();
  const session = await openLegacySession(app.url(), "2025-11-25");
  const call = toCall(1, "get_current_time", { timezone: "UTC" });
  const meta = { traceparent, tracestate: "vendor=1" };

  await session.post(
    { ...call, params: { ...call.params, _meta: meta } },
    { traceparent: traceparent.replaceAll("0af", "fff") },
  );
  await session.post({ ...call, id: 2 });
  await app.stop();

  const spans = spansOf(collector);
  const calls = spans.filter(({ name }) => name === "tools/call get_current_time");
  expect(calls.map((span) => pathOf(spans, span))).toEqual(calls.map(({ name }) => [name, "POST /mcp"]));
  expect(calls[0]?.traceId).toBe(traceId);
  expect(calls[1]?.traceId).toMatch(/^[\da-f]{32}$/);
  const launcher = lab.spawn("launcher", { dataDir: app.dataDir, args: ["audit", "list", "--json"] });
  expect((await launcher.ended).code).toBe(0);
  const rows = JSON.parse(launcher.stdout()) as { tool: string; traceId?: string }[];
  expect(rows.filter(({ tool }) => tool === "get_current_time").map((row) => row.traceId)).toEqual(
    calls.map((span) => span.traceId).toReversed(),
  );
});

test("round trips to Redis are in the trace of the call that made them", async () => {
  const redis = await startRedis();
  lab.onClose(redis.kill);
  const { app, collector } = await startTraced({ REDIS_URL: redis.url });
  const session = await openLegacySession(app.url(), "2025-11-25");

  await session.post(toCall(1, "get_current_time", { timezone: "UTC" }), { traceparent });
  await app.stop();

  const spans = spansOf(collector).filter((span) => span.traceId === traceId);
  expect(spans.filter(({ name }) => name === "redis").map((span) => pathOf(spans, span).at(-1))).toContain("POST /mcp");
});

test("arguments, results and secrets are in no span", async () => {
  const { app, collector } = await startTraced();

  await callTool(app.url(), "create_entities", {
    entities: [{ name: "very-private-name", entityType: "thing", observations: ["hunter2"] }],
  });
  await callTool(app.url(), "throws");
  await app.stop();

  const sent = collector.received.map(({ body }) => body).join("\n");
  expect(sent).toContain("tools/call create_entities");
  expect(sent).toContain("tools/call throws");
  for (const secret of ["very-private-name", "hunter2", "postgres://"]) expect(sent).not.toContain(secret);
});

test("a collector that hangs costs no call, and no exit", async () => {
  const collector = await backend({ hangs: true });
  const app = await lab.start("mcp-sse", { env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, TOOL_PACKS: "time" } });

  await callTool(app.url(), "get_current_time", { timezone: "UTC" });
  await collector.wait(1);
  const { ms } = await callTool(app.url(), "get_current_time", { timezone: "UTC" });

  expect(ms).toBeLessThan(2_000);
  const started = performance.now();
  expect(await app.stop()).toEqual({ code: 0, signal: null });
  expect(performance.now() - started).toBeLessThan(8_000);
});

test("a command ends, too, when the collector hangs", async () => {
  const collector = await backend({ hangs: true });
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, TOOL_PACKS: "time" };
  const app = lab.spawn("launcher", { env, args: ["call", "get_current_time", '{"timezone":"UTC"}'] });

  await collector.wait(1);
  const started = performance.now();
  expect(await app.ended).toEqual({ code: 0, signal: null });
  expect(performance.now() - started).toBeLessThan(8_000);
});

test("without a collector and without Sentry, none of their code is loaded", async () => {
  // Every file that Node loads, by name.
  const hook = `data:text/javascript,${encodeURIComponent(
    `import { registerHooks } from "node:module";
     registerHooks({ load(url, context, next) { process.stderr.write("loaded " + url + "\\n"); return next(url, context); } });`,
  )}`;
  const env = { NODE_OPTIONS: `--import=${hook}`, TOOL_PACKS: "time" };
  const traces = /BatchSpanProcessor|ServerRuntimeClient/;
  const loadedBy = (app: App) =>
    [...app.stderr().matchAll(/^loaded (file:\S+)$/gm)].map(([, url = ""]) => readFileSync(fileURLToPath(url), "utf8"));

  const off = await lab.start("mcp-sse", { env });
  await callTool(off.url(), "get_current_time", { timezone: "UTC" });
  await off.stop();
  const on = await lab.start("mcp-sse", {
    env: { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: (await backend()).url, SENTRY_DSN: "http://key@127.0.0.1:9/1" },
  });
  await on.stop();

  expect(loadedBy(off).length).toBeGreaterThan(3);
  expect(loadedBy(off).filter((text) => traces.test(text))).toEqual([]);
  expect(loadedBy(on).filter((text) => traces.test(text)).length).toBeGreaterThan(0);
});

test("a service that cannot start is told to Sentry before the process ends; a tool that throws is not", async () => {
  const sentry = await backend();
  const env = { SENTRY_DSN: `${sentry.url.replace("//", "//key@")}/7`, SENTRY_ENVIRONMENT: "e2e", TOOLS_DIR: toolsDir };
  const app = await lab.start("mcp-sse", { env });
  expect((await callTool(app.url(), "throws")).isError).toBe(true);
  await send(`${app.url()}/nowhere`);
  await app.stop();
  expect(sentry.received).toEqual([]);

  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  lab.onClose(() => other.close());
  const { port } = other.address() as AddressInfo;
  const failing = lab.spawn("mcp-sse", { env: { ...env, PORT: String(port) } });

  expect((await failing.ended).code).toBe(1);
  await until("the fault arrives", () => sentry.received.length > 0);
  expect(sentry.received[0]?.path).toMatch(/^\/api\/7\/envelope\//);
  expect(JSON.parse(sentry.received[0]?.body.split("\n")[2] ?? "{}")).toMatchObject({
    level: "fatal",
    message: "service cannot start",
    environment: "e2e",
    release: expect.stringMatching(/^mcp-tools@\d/) as string,
  });
});
