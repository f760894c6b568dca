import type { SettingView } from "../../../../src/contract/settings.ts";
import type { SettingsSearch } from "./settings-search.ts";

/** The settings in which every word is found. */
export function filterSettings(settings: readonly SettingView[], { q = "", set }: SettingsSearch): SettingView[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  return settings.filter(({ name, value = "", description, source }) => {
    if (set === "only" && source === "default") return false;
    const text = `${name} ${value} ${description}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
