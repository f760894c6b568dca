import { queryOptions } from "@tanstack/react-query";
import { api, parseResponse } from "../../api/client.ts";

export function settingsQuery() {
  return queryOptions({
    queryKey: ["settings"],
    queryFn: ({ signal }) => parseResponse(api.settings.$get({}, { init: { signal } })),
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
