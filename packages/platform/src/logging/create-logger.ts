import { isatty } from "node:tty";
import { type Logger, maskSecrets } from "@mcp-tools/core";
import pino, { type DestinationStream } from "pino";
import type { FaultReporter } from "../faults/fault-reporter.ts";
import { describeError } from "./describe-error.ts";
import { SINK, type Sink } from "./create-request-log.ts";
import { createStderrStream } from "./stderr-stream.ts";
import { createTerminalStream } from "./terminal-stream.ts";

export interface LoggerOptions {
  readonly level: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";
  /** Stands in every line. */
  readonly service?: string | undefined;
  /** Receives each line; stderr unless told. */
  readonly destination?: DestinationStream | undefined;
  /**
   * Told of what nobody expected: every fatal line, and errors that come with an error, with its fields as they stand in the log.
   * What a tool's own code did (`origin: "tool"`) is no fault of ours.
   */
  readonly onFault?: FaultReporter["report"] | undefined;
}

const STDERR = 2;

/**
 * pino to stderr (stdout belongs to the protocol): JSON, or readable lines when stderr is a terminal.
 * Secrets are masked here, in every line, whoever writes it.
 */
export function createLogger({ level, service, destination = stderr(), onFault }: LoggerOptions): Logger {
  const timestamp = createTimestamp();
  const logger = pino(
    {
      level,
      base: service === undefined ? { pid: process.pid } : { pid: process.pid, service },
      timestamp,
      formatters: {
        level: (label) => ({ level: label }),
        log: toFields,
      },
      ...(onFault === undefined ? {} : { hooks: { logMethod: reportFaults(onFault) } }),
      serializers: { err: (described: unknown) => described },
    },
    destination,
  );
  // pino has no formatter for a child's bindings; children inherit this function from their parent.
  const { child } = logger;
  return Object.assign(logger, {
    child(this: typeof logger, bindings: object) {
      return child.call(this, toFields(bindings));
    },
    [SINK]: { destination, timestamp } satisfies Sink,
  });
}

function toFields(fields: object): Record<string, unknown> {
  return maskSecrets(Object.values(fields).some(isError) ? readable(fields) : fields) as Record<string, unknown>;
}

function isError(value: unknown): value is Error {
  return value instanceof Error;
}

function readable(fields: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, isError(value) ? describeError(value) : value]),
  );
}

/** Many lines are written within a millisecond. */
function createTimestamp(): () => string {
  let at: number | undefined;
  let text = "";
  return () => {
    const now = Date.now();
    if (now !== at) {
      text = `,"time":"${new Date(now).toISOString()}"`;
      at = now;
    }
    return text;
  };
}

const ERROR = pino.levels.values["error"] ?? 50;
const FATAL = pino.levels.values["fatal"] ?? 60;

/** Whatever happens to the report, the line is written. */
function reportFaults(
  report: FaultReporter["report"],
): pino.LoggerOptions["hooks"] extends infer H ? (H extends { logMethod?: infer M } ? NonNullable<M> : never) : never {
  return function logMethod(args, method, level) {
    if (level >= ERROR) {
      const [fields, message] = args as unknown as [Record<string, unknown>, string];
      const all = { ...this.bindings(), ...fields };
      if ((level >= FATAL || "err" in fields) && all["origin"] !== "tool")
        report(level >= FATAL ? "fatal" : "error", toFields(all), message);
    }
    method.apply(this, args);
  };
}

function stderr(): DestinationStream {
  const stream = createStderrStream();
  return isatty(STDERR) ? createTerminalStream(stream) : stream;
}
