import { Option } from "commander";

/** Options that are settings by another name. */
const settingFlags = [
  { setting: "HOST", flag: "--host <address>", text: "address that MCP listens on (default 127.0.0.1)" },
  { setting: "PORT", flag: "--port <number>", text: "port of MCP (default 9090)" },
  {
    setting: "ADMIN_HOST",
    flag: "--admin-host <address>",
    text: "address that the console listens on (default 127.0.0.1)",
  },
  { setting: "ADMIN_PORT", flag: "--admin-port <number>", text: "port of the console (default 9091)" },
  { setting: "DATA_DIR", flag: "--data-dir <folder>", text: "folder for everything that is kept (default ./data)" },
  {
    setting: "LOG_LEVEL",
    flag: "--log-level <level>",
    text: "trace, debug, info, warn, error, fatal or silent (default info)",
  },
] as const;

export type FlagSetting = (typeof settingFlags)[number]["setting"];

/** Settings that make sense for a command that listens on nothing. */
export const localSettings: readonly FlagSetting[] = ["DATA_DIR", "LOG_LEVEL"];

export const allSettings: readonly FlagSetting[] = settingFlags.map(({ setting }) => setting);

export function optionsFor(settings: readonly FlagSetting[]): Option[] {
  return settingFlags
    .filter(({ setting }) => settings.includes(setting))
    .map(({ flag, text }) => new Option(flag, text));
}

/** Parsed options back to settings, by the settings' names. */
export function settingsFrom(options: Readonly<Record<string, unknown>>): Partial<Record<FlagSetting, string>> {
  const settings: Partial<Record<FlagSetting, string>> = {};
  for (const { setting, flag } of settingFlags) {
    const value = options[new Option(flag).attributeName()];
    if (typeof value === "string") settings[setting] = value;
  }
  return settings;
}

/** The option for a setting, without its argument; undefined where it has none. */
export function flagOf(setting: string): string | undefined {
  return settingFlags.find((flag) => flag.setting === setting)?.flag.split(" ")[0];
}
