import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, parseResponse } from "../../api/client.ts";
import { usePolicyVerb, type CurrentPolicy, type Effect, type Rule } from "../../api/policy.ts";
import type { Access } from "../../../../src/contract/tool.ts";

interface OnVersion {
  readonly basedOn: number;
}

export function usePutRule(onDone: (rule: Rule) => void) {
  return usePolicyVerb<OnVersion & { readonly rule: Rule }>({
    run: ({ rule, basedOn }) =>
      parseResponse(api.policy.rules[":id"].$put({ param: { id: rule.id }, header: {}, json: { rule, basedOn } })),
    onDone: (_saved, { rule }) => onDone(rule),
    quiet: true,
  });
}

export function useRemoveRule(onDone: (id: string, version: number) => void) {
  return usePolicyVerb<OnVersion & { readonly id: string }>({
    run: ({ id, basedOn }) =>
      parseResponse(
        api.policy.rules[":id"].$delete({ param: { id }, header: {}, query: { basedOn: String(basedOn) } }),
      ),
    onDone: ({ version }, { id }) => onDone(id, version),
  });
}

/** Puts a rule that was removed back where it stood. */
export function usePutBackRule() {
  return usePolicyVerb<OnVersion & { readonly rule: Rule; readonly position: number }>({
    run: ({ rule, position, basedOn }) =>
      parseResponse(
        api.policy.rules[":id"].$put({ param: { id: rule.id }, header: {}, json: { rule, position, basedOn } }),
      ),
  });
}

interface Move extends OnVersion {
  readonly id: string;
  readonly position: number;
}

export function useMoveRule() {
  return usePolicyVerb<Move>({
    run: ({ id, position, basedOn }) =>
      parseResponse(api.policy.rules[":id"].move.$post({ param: { id }, header: {}, json: { position, basedOn } })),
  });
}

export function useSetDefault(onDone: () => void) {
  return usePolicyVerb<OnVersion & { readonly access: Access; readonly effect: Effect }>({
    run: ({ access, effect, basedOn }) =>
      parseResponse(api.policy.settings.$patch({ header: {}, json: { defaults: { [access]: effect }, basedOn } })),
    onDone,
  });
}

export function useRestore(onDone: () => void) {
  return usePolicyVerb<OnVersion & { readonly document: CurrentPolicy["document"]; readonly note: string }>({
    run: (json) => parseResponse(api.policy.$put({ header: {}, json })),
    onDone,
    quiet: true,
  });
}

export function versionsQuery() {
  return infiniteQueryOptions({
    queryKey: ["policy", "versions"],
    queryFn: ({ signal, pageParam }) =>
      parseResponse(
        api.policy.versions.$get(
          { query: { limit: "30", ...(pageParam === undefined ? {} : { before: String(pageParam) }) } },
          { init: { signal } },
        ),
      ),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => page.next,
  });
}

const byNumber = (version: number) => ({ param: { n: String(version) } });

/** A version does not change, nor does what it changed. */
export function changesQuery(version: number) {
  return queryOptions({
    queryKey: ["policy-version", version, "changes"],
    queryFn: ({ signal }) =>
      parseResponse(api.policy.versions[":n"].changes.$get(byNumber(version), { init: { signal } })),
    staleTime: Infinity,
    retry: false,
  });
}

export const readVersion = (version: number) => parseResponse(api.policy.versions[":n"].$get(byNumber(version)));

export const checkDocument = (document: CurrentPolicy["document"]) =>
  parseResponse(api.policy.check.$post({ json: { document } }));

export const simulateRule = (rule: Rule) => parseResponse(api.policy.simulate.$post({ json: { rule, examples: 10 } }));
export type Simulated = Awaited<ReturnType<typeof simulateRule>>;
