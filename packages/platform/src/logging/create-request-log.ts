import { type Logger, maskSecrets, rememberLast } from "@mcp-tools/core";
import type { Bindings, DestinationStream } from "pino";

/** One request, once it is answered. */
export interface LoggedRequest {
  readonly method: string | undefined;
  readonly path: string;
  readonly status: number;
  readonly ms: number;
  readonly requestId: string;
  /** Id of the principal. */
  readonly principal?: string | undefined;
  readonly address?: string | undefined;
  readonly traceId?: string | undefined;
}

export type RequestLog = (request: LoggedRequest) => void;

/** Where a logger's lines go; its children have it from it. */
export const SINK = Symbol("sink");

export interface Sink {
  readonly destination: DestinationStream;
  /** As pino takes it: `,"time":"…"`. */
  readonly timestamp: () => string;
}

/** Those of `createLogger`. */
interface OwnLogger extends Logger {
  readonly [SINK]: Sink;
  isLevelEnabled(level: string): boolean;
  bindings(): Bindings;
}

/**
 * Writes what `logger.info(request, "request")` writes. Such a line comes with every call, and through pino it cost a tenth
 * of one: the few fields are known and flat here, and most of their values are those of the request before. The logger's
 * level and bindings stay what they are.
 */
export function createRequestLog(logger: Logger): RequestLog {
  if (!isOwn(logger)) return (request) => logger.info(request, "request");
  return logger.isLevelEnabled("info") ? requestLog(logger, logger[SINK]) : () => {};
}

function isOwn(logger: Logger): logger is OwnLogger {
  return SINK in logger;
}

function requestLog(logger: OwnLogger, { destination, timestamp }: Sink): RequestLog {
  // pino leaves the pid out of what it says of its bindings.
  const bindings = Object.entries({ pid: process.pid, ...logger.bindings() }).map(
    ([name, value]) => `,"${name}":${JSON.stringify(value)}`,
  );
  const rest = bindings.join("");
  const method = rememberLast(field("method"));
  const path = rememberLast(field("path"));
  const requestId = field("requestId");
  const principal = rememberLast(field("principal"));
  const address = rememberLast(field("address"));
  const traceId = field("traceId");
  return (request) => {
    const { status, ms } = request;
    const what = `${method(request.method)}${path(request.path)},"status":${status},"ms":${ms}${requestId(request.requestId)}`;
    const who = `${principal(request.principal)}${address(request.address)}${traceId(request.traceId)}`;
    destination.write(`{"level":"info"${timestamp()}${rest}${what}${who},"msg":"request"}\n`);
  };
}

function field(name: string): (value: string | undefined) => string {
  return (value) => (value === undefined ? "" : `,"${name}":${JSON.stringify(maskSecrets(value))}`);
}
