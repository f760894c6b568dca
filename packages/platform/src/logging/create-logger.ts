import { isatty } from "node:tty";
import { type Logger, maskSecrets } from "@mcp-tools/core";
import pino, { type DestinationStream } from "pino";
import { describeError } from "./describe-error.ts";
import { createStderrStream } from "./stderr-stream.ts";
import { createTerminalStream } from "./terminal-stream.ts";

export interface LoggerOptions {
  readonly level: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";
  /** Stands in every line. */
  readonly service?: string | undefined;
  /** Receives each line; stderr unless told. */
  readonly destination?: DestinationStream | undefined;
}

const STDERR = 2;

/**
 * pino to stderr (stdout belongs to the protocol): JSON, or readable lines when stderr is a terminal.
 * Secrets are masked here, in every line, whoever writes it.
 */
export function createLogger({ level, service, destination = stderr() }: LoggerOptions): Logger {
  const logger = pino(
    {
      level,
      base: service === undefined ? { pid: process.pid } : { pid: process.pid, service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: toFields,
      },
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
  });
}

function toFields(fields: object): Record<string, unknown> {
  const readable: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields))
    readable[name] = value instanceof Error ? describeError(value) : value;
  return maskSecrets(readable) as Record<string, unknown>;
}

function stderr(): DestinationStream {
  const stream = createStderrStream();
  return isatty(STDERR) ? createTerminalStream(stream) : stream;
}
