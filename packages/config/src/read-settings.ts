import { type Settings, type SettingName, secretSettings, settingsSchema } from "./settings.ts";

export interface SettingsRead {
  /** Those that are right; all of them when there is no problem. */
  readonly settings: Partial<Settings>;
  /** One line per wrong setting, without the value of a secret one. */
  readonly problems: readonly string[];
}

/** Reads each setting on its own, so that one wrong value hides no other. */
export function readSettings(raw: Readonly<Record<string, string>>): SettingsRead {
  const settings: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const name of settingNames()) {
    const parsed = settingsSchema.shape[name].safeParse(raw[name]);
    if (parsed.success) settings[name] = parsed.data;
    else problems.push(`${name}: ${parsed.error.issues[0]?.message ?? "is not valid"}${shown(name, raw[name])}`);
  }
  return { settings, problems };
}

export function settingNames(): SettingName[] {
  return Object.keys(settingsSchema.shape) as SettingName[];
}

/** The value as far as it may be shown: no secret, no credentials within a URL, no wall of text. */
function shown(name: SettingName, value: string | undefined): string {
  if (value === undefined || secretSettings.includes(name)) return "";
  const text = value.replace(/\/\/[^/]*@/g, "//…@");
  return ` (got ${JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text)})`;
}
