import type { CallSummary } from "../../../../src/contract/call.ts";
import type { CallFilter } from "../../api/queries.ts";

/** Whether a live call belongs in the list as it is filtered: the same rule as the server's. */
export function fitsFilter(call: CallSummary, { tool, outcome, principal }: CallFilter): boolean {
  if (tool !== undefined && call.tool !== tool) return false;
  if (principal !== undefined && call.principalId !== principal) return false;
  return outcome === undefined || outcome.split(",").includes(call.outcome);
}
