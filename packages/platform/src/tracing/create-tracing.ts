import { AsyncLocalStorage } from "node:async_hooks";
import type { ActiveSpan, SpanAttributes, TraceParent, Tracing } from "@mcp-tools/core";
import {
  createTraceState,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
  type Tracer,
} from "@opentelemetry/api";

/** What runs: its span, made when it is first asked for. */
interface Scope {
  begin(parent?: TraceParent): Span;
  readonly isEnded: boolean;
}

const kinds = { internal: SpanKind.INTERNAL, client: SpanKind.CLIENT } as const;

/**
 * Our seams on an OpenTelemetry tracer. Which span runs is kept here and nowhere global, so that several may live in a process.
 * The span of a request waits for its first child: the trace it belongs to may be named in the body.
 */
export function createTracing(tracer: Tracer, close: () => Promise<void>): Tracing {
  const running = new AsyncLocalStorage<Scope>();

  async function within<T>(span: Span, work: (span: ActiveSpan) => PromiseLike<T>): Promise<T> {
    const scope = { begin: () => span, isEnded: false };
    try {
      return await running.run(scope, () => work(activeSpan(span)));
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.setAttribute("error.type", error instanceof Error ? error.name : "unknown");
      throw error;
    } finally {
      scope.isEnded = true;
      span.end();
    }
  }

  return {
    request(name, { parent, attributes }) {
      const startTime = Date.now();
      let span: Span | undefined;
      const scope = {
        begin: (named?: TraceParent) =>
          (span ??= tracer.startSpan(
            name,
            { kind: SpanKind.SERVER, startTime, attributes: { ...attributes } },
            remoteContext(named) ?? remoteContext(parent) ?? ROOT_CONTEXT,
          )),
        isEnded: false,
      };
      return {
        get traceId() {
          return scope.begin().spanContext().traceId;
        },
        run: (work) => running.run(scope, work),
        end(status, route) {
          if (scope.isEnded) return;
          const ended = scope.begin();
          ended.setAttribute("http.response.status_code", status);
          if (route !== undefined) ended.updateName(`${name} ${route}`).setAttribute("http.route", route);
          if (status >= 500) ended.setStatus({ code: SpanStatusCode.ERROR });
          ended.end();
          scope.isEnded = true;
        },
      };
    },
    begin(name, { kind = "internal", attributes, parent }, work) {
      const outer = running.getStore()?.begin(parent);
      const remote = remoteContext(parent);
      // One request may carry calls of several traces.
      const isSame = remote === undefined || trace.getSpanContext(remote)?.traceId === outer?.spanContext().traceId;
      const context = outer !== undefined && isSame ? trace.setSpan(ROOT_CONTEXT, outer) : (remote ?? ROOT_CONTEXT);
      const links = outer === undefined || isSame ? [] : [{ context: outer.spanContext() }];
      return within(tracer.startSpan(name, { kind: kinds[kind], attributes: { ...attributes }, links }, context), work);
    },
    child(name, { kind = "internal", attributes }, work) {
      const scope = running.getStore();
      if (scope === undefined || scope.isEnded) return work();
      const context = trace.setSpan(ROOT_CONTEXT, scope.begin());
      return within(tracer.startSpan(name, { kind: kinds[kind], attributes: { ...attributes } }, context), work);
    },
    close,
  };
}

function activeSpan(span: Span): ActiveSpan {
  return {
    traceId: span.spanContext().traceId,
    set: (attributes: SpanAttributes) => void span.setAttributes({ ...attributes }),
    fail(type) {
      span.setAttribute("error.type", type);
      span.setStatus({ code: SpanStatusCode.ERROR });
    },
  };
}

const traceparentForm = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(?:$|-)/;
const TRACESTATE_CHARACTERS_MAX = 512;

/** https://www.w3.org/TR/trace-context/: a later version may have more behind the flags. */
function remoteContext(parent: TraceParent | undefined): Context | undefined {
  const { traceparent, tracestate } = parent ?? {};
  if (typeof traceparent !== "string") return undefined;
  const [, traceId, spanId, flags] = traceparentForm.exec(traceparent.trim()) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  const isState = typeof tracestate === "string" && tracestate.length <= TRACESTATE_CHARACTERS_MAX;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & 1,
    isRemote: true,
    ...(isState ? { traceState: createTraceState(tracestate) } : {}),
  });
}
