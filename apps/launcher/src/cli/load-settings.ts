import { existsSync } from "node:fs";
import { ConfigError, loadConfig, type Config } from "@mcp-tools/config";
import type { Common } from "./command-options.ts";

/** @throws ConfigError listing every problem; a file named on the command line must exist */
export function loadSettings({ flags, envFile }: Common): Config {
  if (envFile !== undefined && !existsSync(envFile)) throw new ConfigError([`--settings: there is no file ${envFile}`]);
  return loadConfig({ flags, ...(envFile === undefined ? {} : { envFile }) });
}

/** For commands whose answer is on the terminal: the log says no more than warnings, unless asked for. */
export function loadQuietSettings(common: Common): Config {
  const config = loadSettings(common);
  return common.flags.LOG_LEVEL === undefined && ["trace", "debug", "info"].includes(config.logLevel)
    ? { ...config, logLevel: "warn" }
    : config;
}
