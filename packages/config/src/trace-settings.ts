import { describeSettings } from "./describe-settings.ts";
import type { SettingName } from "./settings.ts";

/** Where a value was found; each wins over those before it. */
export type SettingSource = "default" | "file" | "environment" | "flag";

/** A setting as it is in force. */
export interface TracedSetting {
  readonly name: SettingName;
  /** As it was written. Undefined where there is none, and for every secret. */
  readonly value: string | undefined;
  /** False where there is neither a value nor a default. */
  readonly isSet: boolean;
  readonly secret: boolean;
  readonly source: SettingSource;
}

/** Says of each setting what holds and where it comes from; nothing of a secret, no credentials of a URL. */
export function traceSettings(
  raw: Readonly<Record<string, string>>,
  sources: Readonly<Record<string, SettingSource>>,
): TracedSetting[] {
  return describeSettings().map(({ name, default: fallback, secret }) => {
    const value = raw[name] ?? fallback;
    return {
      name,
      value: secret ? undefined : value?.replace(/\/\/[^/]*@/g, "//…@"),
      isSet: value !== undefined,
      secret,
      source: sources[name] ?? "default",
    };
  });
}
