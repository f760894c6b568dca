import type { LimitClaim, Limits, OutputBudget, PolicyDocument, Principal } from "@mcp-tools/core";
import { settingsOf } from "./compile-toolsets.ts";

const NONE: readonly LimitClaim[] = Object.freeze([]);

/** What a call counts against: the principal's own limits, else those for everyone, and the tool's. */
export function limitClaims(document: PolicyDocument, principal: Principal, tool: string): readonly LimitClaim[] {
  const claims = [
    toClaim(`principal:${principal.id}`, principal.limits ?? document.limits),
    toClaim(`tool:${tool}`, settingsOf(document.tools, tool).limits ?? {}),
  ].flat();
  return claims.length === 0 ? NONE : Object.freeze(claims);
}

function toClaim(subject: string, limits: Limits): readonly LimitClaim[] {
  const { callsPerMinute, callsPerDay, inFlight } = limits;
  const isBound = callsPerMinute !== undefined || callsPerDay !== undefined || inFlight !== undefined;
  return isBound ? [Object.freeze({ subject, limits })] : NONE;
}

/** The smaller of what the principal and the tool have of their own; what neither has, as it is for everyone. */
export function outputBudget(document: PolicyDocument, principal: Principal, tool: string): OutputBudget {
  const own = [principal.output, settingsOf(document.tools, tool).output];
  return Object.freeze({
    bytes: smallest(own.map((budget) => budget?.bytes)) ?? document.output.bytes,
    tokens: smallest(own.map((budget) => budget?.tokens)) ?? document.output.tokens,
  });
}

function smallest(numbers: readonly (number | undefined)[]): number | undefined {
  const given = numbers.filter((number) => number !== undefined);
  return given.length === 0 ? undefined : Math.min(...given);
}
