import { queryOptions } from "@tanstack/react-query";
import { api, parseResponse } from "../../api/client.ts";
import { inReadersLanguage } from "../../api/readers-language.ts";

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

export async function applyConfig({ note, ...file }: ConfigFile & { readonly note: string }) {
  const json = { ...file, ...(note === "" ? {} : { note }) };
  const { failed, ...applied } = await parseResponse(api.config.apply.$post({ json }));
  return { ...applied, failed: failed && (await inReadersLanguage(failed)) };
}

export type ConfigPlan = Awaited<ReturnType<typeof planConfig>>;
export type ConfigApplied = Awaited<ReturnType<typeof applyConfig>>;
