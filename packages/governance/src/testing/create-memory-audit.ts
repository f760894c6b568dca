import type { AuditRecord } from "@mcp-tools/core";

/** An audit that remembers its rows. */
export function createMemoryAudit() {
  const rows: AuditRecord[] = [];
  return { rows, record: async (row: AuditRecord) => void rows.push(row), isAvailable: () => true };
}
