import type { AuditLog } from "@mcp-tools/core";
import type { Actor } from "./actor.ts";
import { requirePermission, type Permission } from "./permissions.ts";
import { recordChange, type ActorEvent } from "./record-change.ts";

/** Lets an actor pass, or records that it was refused. @throws AppError `forbidden` that says which roles may */
export async function permit(
  audit: Pick<AuditLog, "record">,
  actor: Actor,
  permission: Permission,
  event: Pick<ActorEvent, "action" | "subject" | "details">,
): Promise<void> {
  try {
    requirePermission(actor, permission);
  } catch (error) {
    const message = error instanceof Error ? error.message : undefined;
    await recordChange(audit, actor, { kind: "change", ...event, outcome: "refused", message });
    throw error;
  }
}
