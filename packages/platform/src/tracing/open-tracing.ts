import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Logger, Tracing } from "@mcp-tools/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, TracerProvider, type SpanExporter } from "@opentelemetry/sdk-trace";
import { settlesWithin } from "../deadline.ts";
import { createTracing } from "./create-tracing.ts";

export interface TracingOptions {
  /** OTEL_EXPORTER_OTLP_ENDPOINT: where a collector takes OTLP over HTTP. */
  readonly endpoint: string;
  readonly service: string;
  readonly version: string;
  readonly logger: Logger;
  /** How long spans wait for others before they are sent. */
  readonly delayMs?: number;
}

const DELAY_MS = 2_000;
const EXPORT_MS = 5_000;
const CLOSE_MS = 1_500;
/** Beyond it spans are dropped: about 10 MB. */
const QUEUE_MAX = 8_192;
const BATCH_MAX = 512;
const VALUE_CHARACTERS_MAX = 1_024;

/**
 * Traces for a collector, in JSON. Nobody waits for it: while it is away, spans are dropped and one line says so. Imported only
 * where the setting is there.
 */
export function openTracing({ endpoint, service, version, logger, delayMs = DELAY_MS }: TracingOptions): Tracing {
  const url = `${endpoint.replace(/\/$/, "")}/v1/traces`;
  const agent = new (url.startsWith("https:") ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: 2 });
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: EXPORT_MS, httpAgentOptions: () => agent });
  const processor = new BatchSpanProcessor({
    exporter: watched(exporter, url, logger),
    maxQueueSize: QUEUE_MAX,
    maxExportBatchSize: BATCH_MAX,
    scheduledDelayMillis: delayMs,
    exportTimeoutMillis: EXPORT_MS,
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      "service.name": service === "launcher" || service === "cli" ? "mcp-tools" : service,
      "service.namespace": "mcp-tools",
      "service.version": version,
      "service.instance.id": crypto.randomUUID(),
      "process.pid": process.pid,
    }),
    spanProcessors: [processor],
    spanLimits: { attributeValueLengthLimit: VALUE_CHARACTERS_MAX },
  });
  return createTracing(provider.getTracer("mcp-tools", version), async () => {
    const isSent = await settlesWithin(
      provider.shutdown().catch(() => {}),
      CLOSE_MS,
    );
    // A request that hangs would keep the process.
    agent.destroy();
    if (!isSent) logger.warn({ url }, "the last traces were not taken in time");
  });
}

/** `ExportResultCode.SUCCESS` of a package that is not ours to name. */
const EXPORTED = 0;

/** Says when the collector goes away and when it is back. */
function watched(exporter: SpanExporter, url: string, logger: Logger): SpanExporter {
  let isAway = false;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const code: number = result.code;
        const failed = code !== EXPORTED;
        if (failed && !isAway) logger.warn({ url, err: result.error }, "traces are not taken, and dropped");
        if (!failed && isAway) logger.info({ url }, "traces are taken again");
        isAway = failed;
        done(result);
      });
    },
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  };
}
