import { describeSettings, type Config } from "@mcp-tools/config";
import type { SettingView } from "../contract/settings.ts";

/** Every setting with what it is for and what holds, in the order of the documentation. */
export function viewSettings({ settings }: Pick<Config, "settings">): SettingView[] {
  const traced = new Map(settings.map((setting) => [setting.name, setting]));
  return describeSettings().flatMap(({ name, description, default: fallback, secret }) => {
    const found = traced.get(name);
    if (found === undefined) return [];
    const { value, isSet, source } = found;
    return {
      name,
      description,
      ...(value === undefined ? {} : { value }),
      ...(fallback === undefined ? {} : { default: fallback }),
      isSet,
      secret,
      source,
    };
  });
}
