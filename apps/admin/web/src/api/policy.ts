import { queryOptions, type UseMutationResult } from "@tanstack/react-query";
import type { InferResponseType } from "hono/client";
import { api, parseResponse, troubleOf } from "./client.ts";
import { useVerb } from "./use-verb.ts";

export type CurrentPolicy = InferResponseType<typeof api.policy.$get, 200>;
export type PolicyDocument = CurrentPolicy["document"];
export type Rule = PolicyDocument["rules"][number];
export type RuleMatch = Rule["match"];
export type ArgumentMatch = NonNullable<RuleMatch["arguments"]>[number];
export type Effect = Rule["effect"];
export type Toolset = PolicyDocument["toolsets"][number];
export type ToolsetTool = Toolset["tools"][number];
export type PolicySaved = InferResponseType<typeof api.policy.$put, 200>;
export type PolicyChange = PolicySaved["changes"][number];

export function policyQuery() {
  return queryOptions({
    queryKey: ["policy"],
    queryFn: ({ signal }) => parseResponse(api.policy.$get({}, { init: { signal } })),
    staleTime: 10_000,
  });
}

/** What the policy that holds warns of: names that exist nowhere, rules that are never asked. */
export function policyWarningsQuery({ version, document }: CurrentPolicy) {
  return queryOptions({
    queryKey: ["policy", "warnings", version],
    queryFn: ({ signal }) => parseResponse(api.policy.check.$post({ json: { document } }, { init: { signal } })),
    select: ({ warnings }) => warnings,
    staleTime: 60_000,
  });
}

/** A change to the policy. `quiet` where a form shows the failure itself; see `PolicyTrouble`. */
export function usePolicyVerb<Input>(options: {
  readonly run: (input: Input) => Promise<PolicySaved>;
  readonly onDone?: (saved: PolicySaved, input: Input) => void;
  readonly quiet?: boolean;
}): UseMutationResult<PolicySaved, Error, Input> {
  return useVerb({ ...options, changes: [["policy"]] });
}

/** Somebody else changed the policy after it was looked at. */
export function isOutdated(error: unknown): boolean {
  return troubleOf(error).status === 409;
}
