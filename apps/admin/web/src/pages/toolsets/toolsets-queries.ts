import { useQuery } from "@tanstack/react-query";
import { api, parseResponse } from "../../api/client.ts";
import { usePolicyVerb, type Toolset } from "../../api/policy.ts";
import { useMay } from "../../app/use-me.ts";

export function usePutToolset(onDone: (toolset: Toolset) => void) {
  return usePolicyVerb<{ readonly toolset: Toolset; readonly basedOn: number }>({
    run: ({ toolset, basedOn }) =>
      parseResponse(
        api.policy.toolsets[":name"].$put({
          param: { name: toolset.name },
          header: {},
          json: { toolset, basedOn },
        }),
      ),
    onDone: (_saved, { toolset }) => onDone(toolset),
    quiet: true,
  });
}

export function useRemoveToolset(onDone: (name: string) => void) {
  return usePolicyVerb<{ readonly name: string; readonly basedOn: number }>({
    run: ({ name, basedOn }) =>
      parseResponse(
        api.policy.toolsets[":name"].$delete({ param: { name }, header: {}, query: { basedOn: String(basedOn) } }),
      ),
    onDone: (_saved, { name }) => onDone(name),
  });
}

/** Keys that are granted the toolset by name; undefined for those who may not see keys. */
export function useKeysOf(name: string): string[] | undefined {
  const may = useMay();
  const { data } = useQuery({
    queryKey: ["keys", "grants"],
    queryFn: ({ signal }) => parseResponse(api.keys.$get({ query: {} }, { init: { signal } })),
    enabled: may("keys.read"),
  });
  return data?.keys.filter(({ grant }) => grant.toolsets?.includes(name)).map((key) => key.name);
}
