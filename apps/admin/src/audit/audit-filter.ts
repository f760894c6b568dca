import type { AuditFilter, AuditKind, AuditOutcome, AuditTransport } from "@mcp-tools/core";

/** The filters as they stand in a query. */
export interface AuditParameters {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly kind?: readonly AuditKind[] | undefined;
  readonly outcome?: readonly AuditOutcome[] | undefined;
  readonly transport?: readonly AuditTransport[] | undefined;
  readonly tool?: string | undefined;
  readonly principal?: string | undefined;
  readonly subject?: string | undefined;
  readonly text?: string | undefined;
}

export function toAuditFilter({ kind, outcome, transport, principal, ...rest }: AuditParameters): AuditFilter {
  const { from, to, tool, subject, text } = rest;
  return {
    from,
    to,
    tool,
    subject,
    text,
    kinds: kind,
    outcomes: outcome,
    transports: transport,
    principalId: principal,
  };
}
