import { type Logger, silentLogger } from "@mcp-tools/core";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { Hono } from "hono";
import { expect, test, vi } from "vitest";
import { createTracing } from "../tracing/create-tracing.ts";
import type { HttpEnv } from "./http-env.ts";
import { logRequests } from "./log-requests.ts";
import { reportErrors } from "./report-errors.ts";
import { requestId } from "./request-id.ts";
import { traceRequests } from "./trace-requests.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";

function createApp() {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  const tracing = createTracing(provider.getTracer("test"), () => provider.shutdown());
  const info = vi.fn<Logger["info"]>();
  const app = new Hono<HttpEnv>();
  app.use(requestId());
  app.use(logRequests({ logger: { ...silentLogger, info }, metrics: { httpEnded() {} }, service: "test" }));
  app.onError(reportErrors({ logger: silentLogger }));
  app.use(traceRequests(tracing));
  app.get("/things/:name", async (c) => {
    await tracing.child("postgresql", { kind: "client" }, () => Promise.resolve());
    return c.text("ok");
  });
  app.get("/fault", () => {
    throw new TypeError("undefined is not a function");
  });
  return { app, info, spans: () => exporter.getFinishedSpans() };
}

test("a request is a span by its route, around what it asks of the database, and its line names the trace", async () => {
  const { app, info, spans } = createApp();

  await app.request("/things/a", { headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` } });

  const [query, request] = spans();
  expect(request).toMatchObject({
    name: "GET /things/:name",
    attributes: { "http.route": "/things/:name", "http.response.status_code": 200, "http.request.method": "GET" },
    parentSpanContext: { traceId, spanId: "b7ad6b7169203331" },
  });
  expect(query?.parentSpanContext?.spanId).toBe(request?.spanContext().spanId);
  expect(info.mock.calls.map(([fields]) => (fields as { traceId?: string }).traceId)).toEqual([traceId]);
});

test("a fault marks its span", async () => {
  const { app, spans } = createApp();

  expect((await app.request("/fault")).status).toBe(500);
  expect(spans()).toMatchObject([{ status: { code: 2 }, attributes: { "http.response.status_code": 500 } }]);
});
