import { createId, type Approval, type AuditLog, type Logger } from "@mcp-tools/core";

/** One row for each approval that nobody can use any more. What cannot be recorded is logged: they are expired all the same. */
export async function recordExpiry(
  approvals: readonly Approval[],
  why: string,
  { audit, logger }: { audit: Pick<AuditLog, "record">; logger: Logger },
): Promise<void> {
  await Promise.all(
    approvals.map(async ({ id, tool, toolset, principalId, principalName, arguments: args }) => {
      const startedAt = Date.now();
      try {
        await audit.record({
          id: createId(startedAt),
          kind: "approval",
          action: "approval.expire",
          startedAt,
          principalId: "system",
          principalName: "system",
          transport: "system",
          toolset,
          tool,
          subject: id,
          arguments: JSON.stringify({ principalId, principalName, arguments: args.slice(0, 8192) }),
          outcome: "ok",
          message: why,
          durationMs: 0,
          resultBytes: 0,
        });
      } catch (err) {
        logger.warn({ err, approvalId: id }, "expiry not recorded");
      }
    }),
  );
}
