import type { CallSummary } from "../../../../src/contract/call.ts";

/** How calls of clients come in; those of the console and the command line are made by people. */
const clientTransports: readonly CallSummary["transport"][] = ["http", "sse", "stdio"];

/** Whether a call is of this principal, however it came; or of whatever client. */
export function isOfClient(call: CallSummary, principal: string | undefined): boolean {
  if (call.kind !== "call") return false;
  return principal === undefined ? clientTransports.includes(call.transport) : call.principalId === principal;
}
