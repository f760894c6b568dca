import { queryOptions } from "@tanstack/react-query";
import { api, parseResponse } from "../../api/client.ts";

/** Described in the reader's language. */
export function settingsQuery(language: string) {
  return queryOptions({
    queryKey: ["settings", language],
    async queryFn({ signal }) {
      const answer = await parseResponse(api.settings.$get({}, { init: { signal } }));
      if (language !== "zh") return answer;
      const { settingWordsZh } = await import("./setting-words-zh.ts");
      const settings = answer.settings.map((setting) => ({
        ...setting,
        description: settingWordsZh[setting.name] ?? setting.description,
      }));
      return { ...answer, settings };
    },
    staleTime: 60_000,
  });
}

export interface ConfigFile {
  readonly text: string;
  readonly prune: boolean;
}

export function planConfig(file: ConfigFile) {
  return parseResponse(api.config.plan.$post({ json: file }));
}

export function applyConfig({ note, ...file }: ConfigFile & { readonly note: string }) {
  return parseResponse(api.config.apply.$post({ json: { ...file, ...(note === "" ? {} : { note }) } }));
}

export type ConfigPlan = Awaited<ReturnType<typeof planConfig>>;
export type ConfigApplied = Awaited<ReturnType<typeof applyConfig>>;
