/** Where a trace comes from, as W3C Trace Context writes it. What is malformed counts as absent. */
export interface TraceParent {
  readonly traceparent: unknown;
  readonly tracestate?: unknown;
}

export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

export interface SpanOptions {
  /** `client`: it waits for somebody else, such as a database. Default `internal`. */
  readonly kind?: "internal" | "client";
  /** Names of OpenTelemetry's conventions where there are some. Never arguments, results or secrets. */
  readonly attributes?: SpanAttributes | undefined;
}

export interface ActiveSpan {
  /** 32 hex digits. */
  readonly traceId: string;
  set(attributes: SpanAttributes): void;
  /** It did not end well; `type` is one of a few words. */
  fail(type: string): void;
}

/** A request on its way: its span is made when something in it wants one, or when it ends. */
export interface RequestSpan {
  readonly traceId: string;
  run<T>(work: () => T): T;
  /** `route`: the pattern that matched, where it was not known before. */
  end(status: number, route?: string): void;
}

/** Spans of one process. Where nobody collects traces there is no such object, and so no cost. */
export interface Tracing {
  request(name: string, options: { readonly parent: TraceParent; readonly attributes?: SpanAttributes }): RequestSpan;
  /** The beginning of something of its own, such as a call: below `parent`, else below the request that it came with. */
  begin<T>(
    name: string,
    options: SpanOptions & { readonly parent?: TraceParent | undefined },
    work: (span: ActiveSpan) => Promise<T>,
  ): Promise<T>;
  /** A part of what runs; where nothing runs any more (a timer that outlived it), there is no span. */
  child<T>(name: string, options: SpanOptions, work: () => PromiseLike<T>): PromiseLike<T>;
  /** Sends what waits, and no more after it. */
  close(): Promise<void>;
}
