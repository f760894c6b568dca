export { ConfigError } from "./config-error.ts";
export { describeSettings, type SettingDescription } from "./describe-settings.ts";
export type { IdleLine } from "./find-idle-lines.ts";
export { type Config, loadConfig, type LoadOptions } from "./load-config.ts";
export { isLoopback } from "./loopback.ts";
export { requiresKey } from "./requires-key.ts";
export { type Settings, settingsSchema } from "./settings.ts";
export type { SettingSource, TracedSetting } from "./trace-settings.ts";
