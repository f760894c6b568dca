/** What a backup holds, each table after those that it refers to. */
export const backupTables = [
  "people",
  "people_accounts",
  "people_sessions",
  "people_two_factors",
  "people_verifications",
  "people_rate_limits",
  "invitations",
  "api_tokens",
  "api_keys",
  "policies",
  "credentials",
  "approvals",
  "approval_grants",
  "idempotency_keys",
  "kept_results",
  "memory_entities",
  "memory_observations",
  "memory_relations",
  "audit_blocks",
  "audit",
  "audit_anchor",
  "audit_segments",
  "audit_words",
  "audit_late",
] as const;

/** What runs now: nothing to keep, and wrong anywhere else. */
export const passingTables = ["processes", "running_calls"] as const;

export const migrationsTable = "mcp_tools_migrations";

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
