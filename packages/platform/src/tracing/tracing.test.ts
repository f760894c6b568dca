import { setTimeout as sleep } from "node:timers/promises";
import { silentLogger, type Logger } from "@mcp-tools/core";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider, type ReadableSpan } from "@opentelemetry/sdk-trace";
import { expect, onTestFinished, test, vi } from "vitest";
import { startBackend } from "../../test/fake-backend.ts";
import { createTracing } from "./create-tracing.ts";
import { openTracing } from "./open-tracing.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
const none = { traceparent: undefined };

function openLab() {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  const tracing = createTracing(provider.getTracer("test"), () => provider.shutdown());
  const span = (name: string): ReadableSpan => {
    const found = exporter.getFinishedSpans().find((one) => one.name === name);
    if (found === undefined) throw new Error(`no span ${name}`);
    return found;
  };
  return { tracing, span, names: () => exporter.getFinishedSpans().map(({ name }) => name) };
}

test("a request, the call in it, its stages and the database are one tree below the caller's span", async () => {
  const { tracing, span } = openLab();
  const request = tracing.request("POST /mcp", { parent: { traceparent, tracestate: "vendor=1" } });

  await request.run(() =>
    tracing.begin("tools/call a", { attributes: { "gen_ai.tool.name": "a" } }, async (call) => {
      expect(call.traceId).toBe(traceId);
      await tracing.child("record", {}, () => tracing.child("postgresql", { kind: "client" }, () => sleep(1)));
    }),
  );
  request.end(200);

  const [http, call, stage, query] = ["POST /mcp", "tools/call a", "record", "postgresql"].map(span);
  expect(http?.parentSpanContext).toMatchObject({ traceId, spanId: "b7ad6b7169203331", isRemote: true });
  expect(http?.spanContext().traceState?.serialize()).toBe("vendor=1");
  expect(call?.parentSpanContext?.spanId).toBe(http?.spanContext().spanId);
  expect(stage?.parentSpanContext?.spanId).toBe(call?.spanContext().spanId);
  expect(query?.parentSpanContext?.spanId).toBe(stage?.spanContext().spanId);
  expect(new Set([http, call, stage, query].map((one) => one?.spanContext().traceId))).toEqual(new Set([traceId]));
  expect(http?.attributes).toMatchObject({ "http.response.status_code": 200 });
});

test("the trace that `_meta` names wins over the header's, for the request too", async () => {
  const { tracing, span } = openLab();
  const other = "00-ffffffffffffffffffffffffffffffff-1111111111111111-01";
  const request = tracing.request("POST /mcp", { parent: { traceparent: other } });

  await request.run(() => tracing.begin("call", { parent: { traceparent } }, async () => {}));
  request.end(200);

  expect(span("POST /mcp").spanContext().traceId).toBe(traceId);
  expect(span("call").parentSpanContext?.spanId).toBe(span("POST /mcp").spanContext().spanId);
});

test("calls of several traces in one request are each in their own, linked to the request", async () => {
  const { tracing, span } = openLab();
  const second = "00-11111111111111111111111111111111-2222222222222222-01";
  const request = tracing.request("POST /mcp", { parent: none });

  await request.run(async () => {
    await tracing.begin("one", { parent: { traceparent } }, async () => {});
    await tracing.begin("two", { parent: { traceparent: second } }, async () => {});
  });
  request.end(200);

  expect(span("one").spanContext().traceId).toBe(traceId);
  expect(span("two")).toMatchObject({
    parentSpanContext: { traceId: "1".repeat(32), spanId: "2".repeat(16) },
    links: [{ context: span("POST /mcp").spanContext() }],
  });
});

test.for([
  "",
  "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
  "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  "00-00000000000000000000000000000000-b7ad6b7169203331-01",
  "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
  "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
  17,
])("a malformed traceparent (%j) begins a trace of its own", async (malformed) => {
  const { tracing, span } = openLab();

  await tracing.begin("call", { parent: { traceparent: malformed } }, async () => {});

  expect(span("call").parentSpanContext).toBeUndefined();
});

test("a caller that does not record its trace is not recorded here", async () => {
  const { tracing, names } = openLab();

  await tracing.begin("call", { parent: { traceparent: traceparent.replace(/01$/, "00") } }, async () => {});

  expect(names()).toEqual([]);
});

test("a failure is marked, without the words of the error", async () => {
  const { tracing, span } = openLab();
  const failing = tracing.begin("call", {}, () => Promise.reject(new TypeError("password=hunter2")));

  await expect(failing).rejects.toThrow("hunter2");
  expect(span("call")).toMatchObject({ status: { code: 2 }, attributes: { "error.type": "TypeError" }, events: [] });
  expect(JSON.stringify(span("call").attributes)).not.toContain("hunter2");
});

test("what outlives a call, such as a timer that it started, adds nothing to its trace", async () => {
  const { tracing, names } = openLab();
  let later: PromiseLike<string> | undefined;

  await tracing.begin("call", {}, async () => {
    later = sleep(20).then(() => tracing.child("postgresql", {}, () => Promise.resolve("done")));
  });

  expect(await later).toBe("done");
  expect(names()).toEqual(["call"]);
});

test("without anything running there is no span of a query", async () => {
  const { tracing, names } = openLab();

  await tracing.child("postgresql", {}, () => Promise.resolve());

  expect(names()).toEqual([]);
});

function open(endpoint: string, logger: Logger = silentLogger) {
  const tracing = openTracing({ endpoint, service: "mcp-sse", version: "1.2.3", logger, delayMs: 20 });
  onTestFinished(() => tracing.close());
  return tracing;
}

test("a collector gets JSON that says which process it is of, and the last spans at the end", async () => {
  const collector = await startBackend();
  onTestFinished(collector.close);
  const tracing = open(`${collector.url}/`);

  await tracing.begin("one", { attributes: { long: "x".repeat(5_000) } }, async () => {});
  await collector.wait(1);
  await tracing.begin("two", {}, async () => {});
  await tracing.close();

  expect(collector.received.map(({ path }) => path)).toEqual(["/v1/traces", "/v1/traces"]);
  const [first, second] = collector.received.map(({ body }) => JSON.parse(body) as Exported);
  const resource = first?.resourceSpans[0]?.resource.attributes.map(({ key, value }) => [key, value.stringValue]);
  expect(resource).toEqual(
    expect.arrayContaining([
      ["service.name", "mcp-sse"],
      ["service.version", "1.2.3"],
      ["service.instance.id", expect.stringMatching(/^[\da-f-]{36}$/)],
    ]),
  );
  expect(first?.resourceSpans[0]?.scopeSpans[0]?.spans[0]?.attributes[0]?.value.stringValue).toHaveLength(1_024);
  expect(second?.resourceSpans[0]?.scopeSpans[0]?.spans[0]?.name).toBe("two");
});

interface Exported {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly {
      readonly spans: readonly { readonly name: string; readonly attributes: readonly Attribute[] }[];
    }[];
  }[];
}

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue: string };
}

test("a collector that hangs keeps nobody, neither a call nor the end", async () => {
  const collector = await startBackend({ hangs: true });
  onTestFinished(collector.close);
  const tracing = open(collector.url);

  const started = performance.now();
  for (let index = 0; index < 2_000; index++) await tracing.begin("call", {}, async () => {});
  await collector.wait(1);
  expect(performance.now() - started).toBeLessThan(5_000);
  const closing = performance.now();
  await tracing.close();
  expect(performance.now() - closing).toBeLessThan(2_000);
});

test("a collector that takes nothing is said to, once, and so is its return", async () => {
  let status = 400;
  const collector = await startBackend({ status: () => status });
  onTestFinished(collector.close);
  const warn = vi.fn<Logger["warn"]>();
  const info = vi.fn<Logger["info"]>();
  const tracing = open(collector.url, { ...silentLogger, warn, info });
  const send = async (count: number) => {
    await tracing.begin("call", {}, async () => {});
    await collector.wait(count);
    await sleep(50);
  };

  for (const count of [1, 2, 3]) await send(count);
  expect(warn.mock.calls.map(([, message]) => message)).toEqual(["traces are not taken, and dropped"]);
  status = 200;
  await send(4);
  expect(info.mock.calls.map(([, message]) => message)).toEqual(["traces are taken again"]);
});
