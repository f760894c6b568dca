import { settingNames } from "./read-settings.ts";
import { secretSettings, type SettingName, settingsSchema } from "./settings.ts";

export interface SettingDescription {
  readonly name: SettingName;
  /** Markdown. */
  readonly description: string;
  /** As it would be written; undefined where there is none. */
  readonly default: string | undefined;
  readonly secret: boolean;
}

/** Every setting in the order of the schema: for docs/configuration.md, .env.example and the console. */
export function describeSettings(): SettingDescription[] {
  return settingNames().map((name) => {
    const schema = settingsSchema.shape[name];
    const written = schema.type === "prefault" ? schema.def.defaultValue : "";
    return {
      name,
      description: schema.description ?? "",
      default: written === "" ? undefined : written,
      secret: secretSettings.includes(name),
    };
  });
}
