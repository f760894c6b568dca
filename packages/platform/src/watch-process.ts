import { constants } from "node:os";
import type { Logger } from "@mcp-tools/core";
import type { FaultReporter } from "./faults/fault-reporter.ts";

const SIGNALS = ["SIGTERM", "SIGINT"] as const;

/**
 * What is sent to a whole process group or systemd control group comes again from npm and `scripts/start.mjs`, which pass on
 * what they got. Less than a person needs to mean a second one.
 */
const ECHO_MS = 300;

/** A process in an unknown state should not live on for long. */
const FLUSH_MS = 2_000;

export interface ProcessWatch {
  /** Resolves with the name of the first signal. */
  readonly signalled: Promise<NodeJS.Signals>;
  release(): void;
}

/**
 * Turns the first SIGTERM or SIGINT into a promise and lets the second end the process at once (130, 143); the same one
 * again within 300 ms is the first one's echo.
 * A fault that nobody caught leaves the process in an unknown state: it ends with 1 and one fatal line.
 */
export function watchProcess(logger: Logger, faults?: Pick<FaultReporter, "flush">): ProcessWatch {
  let first: { readonly signal: NodeJS.Signals; readonly at: number } | undefined;
  let resolve: (signal: NodeJS.Signals) => void;
  const signalled = new Promise<NodeJS.Signals>((settle) => (resolve = settle));

  const onSignal = (signal: NodeJS.Signals) => {
    const at = performance.now();
    if (first === undefined) {
      first = { signal, at };
      resolve(signal);
    } else if (signal !== first.signal || at - first.at >= ECHO_MS) process.exit(128 + constants.signals[signal]);
  };
  const onFault = (err: unknown) => {
    try {
      logger.fatal({ err }, "uncaught fault");
    } finally {
      leave();
    }
  };
  const leave = () => {
    if (faults === undefined) process.exit(1);
    void faults.flush(FLUSH_MS).finally(() => process.exit(1));
  };

  for (const signal of SIGNALS) process.on(signal, onSignal);
  process.on("uncaughtException", onFault);
  process.on("unhandledRejection", onFault);
  return {
    signalled,
    release() {
      for (const signal of SIGNALS) process.off(signal, onSignal);
      process.off("uncaughtException", onFault);
      process.off("unhandledRejection", onFault);
    },
  };
}
