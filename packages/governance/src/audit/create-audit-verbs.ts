import type { AuditFilter, AuditHead, AuditLog, AuditQuery, AuditRecord, AuditVerdict } from "@mcp-tools/core";
import type { Actor } from "../actor/actor.ts";
import { permit } from "../actor/permit.ts";
import { recordChange } from "../actor/record-change.ts";
import { renderAudit, type AuditFormat } from "./render-audit.ts";

/** What people and scripts do with the audit. Each @throws AppError `forbidden` that says which roles may. */
export interface AuditVerbs {
  /** One page, newest first. @throws AppError `invalid_input`; `timeout` when the search was too wide */
  list(actor: Actor, query: AuditQuery): Promise<AuditRecord[]>;
  find(actor: Actor, id: string): Promise<AuditRecord | undefined>;
  /**
   * All rows of the filter up to now as text, newest first, read as the reader takes them. That it was asked for is recorded
   * before there is a single row of it.
   */
  export(actor: Actor, options: { format: AuditFormat; filter: AuditFilter }): Promise<AsyncIterable<string>>;
  /** Recomputes all hashes; `heads` are those of an earlier check. What it found is recorded. */
  verify(
    actor: Actor,
    options?: { heads?: readonly AuditHead[] | undefined; signal?: AbortSignal | undefined },
  ): Promise<AuditVerdict>;
}

export function createAuditVerbs({
  audit,
}: {
  readonly audit: Pick<AuditLog, "list" | "get" | "pages" | "record" | "verify">;
}): AuditVerbs {
  return {
    async list(actor, query) {
      await permit(audit, actor, "audit.read", { action: "audit.list", details: query });
      return audit.list(query);
    },
    async find(actor, id) {
      await permit(audit, actor, "audit.read", { action: "audit.show", subject: id });
      return audit.get(id);
    },
    async export(actor, { format, filter }) {
      const details = { format, ...filter };
      await permit(audit, actor, "audit.export", { action: "audit.export", details });
      const now = Date.now();
      await recordChange(audit, actor, { kind: "access", action: "audit.export", details });
      return renderAudit(audit.pages({ ...filter, to: Math.min(filter.to ?? now, now) }), format);
    },
    async verify(actor, options = {}) {
      await permit(audit, actor, "audit.read", { action: "audit.verify" });
      const verdict = await audit.verify(options);
      const { ok, rows, blocks, problems } = verdict;
      await recordChange(audit, actor, {
        kind: "access",
        action: "audit.verify",
        details: { ok, rows, blocks, problems: problems.length },
      });
      return verdict;
    },
  };
}
