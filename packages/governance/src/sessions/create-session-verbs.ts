import { AppError, type AuditLog, type ProcessStore, type ReportedSession, type SessionTarget } from "@mcp-tools/core";
import type { Actor } from "../actor/actor.ts";
import { permit } from "../actor/permit.ts";
import { requirePermission } from "../actor/permissions.ts";
import { recordChange } from "../actor/record-change.ts";

/** What people and scripts do with what clients hold open. Each @throws AppError `forbidden` that says which roles may. */
export interface SessionVerbs {
  /** Of all processes, as they last reported it; the most recently used first. */
  list(actor: Actor): Promise<ReportedSession[]>;
  /**
   * Asks whichever process holds it to end it, and waits a moment until it is gone. The credential stays good: the client
   * may begin again. `left`: those that were not seen to end.
   * @throws AppError `not_found` when nothing of it is open, `conflict` when only its client can end it
   */
  end(actor: Actor, target: SessionTarget): Promise<{ ended: number; left: number }>;
}

export interface SessionVerbDeps {
  readonly processes: Pick<ProcessStore, "openSessions" | "askToEnd">;
  readonly audit: Pick<AuditLog, "record">;
  /** How long the end is waited for, default 4 s. */
  readonly waitMs?: number;
}

/** As long as a process counts as alive. */
const SEEN_WITHIN_MS = 30_000;
const LOOK_MS = 200;

export function createSessionVerbs({ processes, audit, waitMs = 4_000 }: SessionVerbDeps): SessionVerbs {
  const matching = async ({ by, id }: SessionTarget): Promise<ReportedSession[]> =>
    (await processes.openSessions(SEEN_WITHIN_MS)).filter(
      (session) => (by === "session" ? session.id : session.principalId) === id,
    );

  async function waitUntilGone(target: SessionTarget, asked: ReadonlySet<string>): Promise<number> {
    const until = Date.now() + waitMs;
    for (;;) {
      const left = (await matching(target)).filter(({ id }) => asked.has(id)).length;
      if (left === 0 || Date.now() >= until) return left;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  return {
    async list(actor) {
      requirePermission(actor, "sessions.read");
      return (await processes.openSessions(SEEN_WITHIN_MS)).toSorted((a, b) => b.lastUsedAt - a.lastUsedAt);
    },
    async end(actor, target) {
      const action = target.by === "session" ? "session.end" : "session.end_all";
      await permit(audit, actor, "sessions.end", { action, subject: target.id });
      const found = await matching(target);
      if (found.length === 0) throw new AppError("not_found", "Nothing of this is open any more.");
      const open = found.filter(({ transport }) => transport !== "stdio");
      if (open.length === 0)
        throw new AppError("conflict", "A stdio session belongs to the client that started the process: end it there.");
      const [first] = open;
      await recordChange(audit, actor, {
        kind: "change",
        action,
        subject: target.id,
        details: {
          principal: first?.principalId,
          sessions: open.length,
          ...(target.by === "session" && { transport: first?.transport, client: first?.client, host: first?.host }),
        },
      });
      await processes.askToEnd(target);
      const left = await waitUntilGone(target, new Set(open.map(({ id }) => id)));
      return { ended: open.length - left, left };
    },
  };
}
