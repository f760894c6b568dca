export { ConfigError, loadConfig, type Config, type LoadOptions } from "./load-config.ts";
export { isLoopback } from "./loopback.ts";
export { settingsSchema, type Settings } from "./settings.ts";
