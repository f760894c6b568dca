import { ConfigError, loadConfig, type Config } from "@mcp-tools/config";
import type { Logger, Tracing } from "@mcp-tools/core";
import manifest from "../package.json" with { type: "json" };
import { createPlatform } from "./create-platform.ts";
import { createLogger } from "./logging/create-logger.ts";
import type { Metrics } from "./metrics.ts";
import type { Platform, Service } from "./platform.ts";
import { requireNode } from "./require-node.ts";
import { EXIT_CONFIG, runServices } from "./run-services.ts";

export interface ProcessOptions {
  /** What was started: `mcp-sse`. */
  readonly name: string;
  readonly metrics: (about: { version: string }) => Metrics;
}

/**
 * The platform of a process, with its log on stderr. Every package carries the same version. The code for traces and fault
 * reports is loaded only where somebody wants them.
 */
export async function openProcessPlatform(config: Config, { name, metrics }: ProcessOptions): Promise<Platform> {
  const { version } = manifest;
  const faults = await openFaults(config, { service: name, version });
  const logger = createLogger({ level: config.logLevel, onFault: faults?.report });
  const tracing = await openTracing(config, { service: name, version, logger });
  return createPlatform(config, { name, version, logger, metrics: metrics({ version }), tracing, faults });
}

async function openFaults({ sentryDsn, sentryEnvironment }: Config, about: { service: string; version: string }) {
  if (sentryDsn === undefined) return undefined;
  const faults = await import("./faults/open-faults.ts");
  return faults.openFaults({ dsn: sentryDsn, environment: sentryEnvironment, ...about });
}

async function openTracing(
  { otlpEndpoint }: Config,
  about: { service: string; version: string; logger: Logger },
): Promise<Tracing | undefined> {
  if (otlpEndpoint === undefined) return undefined;
  const tracing = await import("./tracing/open-tracing.ts");
  return tracing.openTracing({ endpoint: otlpEndpoint, ...about });
}

/** What an app's `main.ts` does: settings from the environment, one platform, the services until a signal. A wrong environment ends it with 78. */
export async function startProcess(services: readonly Service[], options: ProcessOptions): Promise<void> {
  requireNode();
  let config: Config;
  try {
    config = loadConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    // Not the exit code alone: an open stdin would keep the process.
    process.exit(EXIT_CONFIG);
  }
  await runServices(services, await openProcessPlatform(config, options));
}
