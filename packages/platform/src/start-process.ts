import { ConfigError, loadConfig, type Config } from "@mcp-tools/config";
import manifest from "../package.json" with { type: "json" };
import { createPlatform } from "./create-platform.ts";
import { createLogger } from "./logging/create-logger.ts";
import type { Metrics } from "./metrics.ts";
import type { Platform, Service } from "./platform.ts";
import { runServices } from "./run-services.ts";

/** EX_CONFIG of sysexits.h. */
const EXIT_CONFIG = 78;

export interface ProcessOptions {
  /** What was started: `mcp-sse`. */
  readonly name: string;
  readonly metrics: (about: { version: string }) => Metrics;
}

/** The platform of a process, with its log on stderr. Every package carries the same version. */
export function createProcessPlatform(config: Config, { name, metrics }: ProcessOptions): Platform {
  const { version } = manifest;
  return createPlatform(config, {
    name,
    version,
    logger: createLogger({ level: config.logLevel }),
    metrics: metrics({ version }),
  });
}

/** What an app's `main.ts` does: settings from the environment, one platform, the services until a signal. A wrong environment ends it with 78. */
export async function startProcess(services: readonly Service[], options: ProcessOptions): Promise<void> {
  let config: Config;
  try {
    config = loadConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    // Not the exit code alone: an open stdin would keep the process.
    process.exit(EXIT_CONFIG);
  }
  await runServices(services, createProcessPlatform(config, options));
}
