import {
  AppError,
  createId,
  type Approval,
  type ApprovalGrant,
  type ApprovalStore,
  type ApprovalSubject,
  type WaitingOfTool,
} from "@mcp-tools/core";
import type { MemoryClock } from "./create-memory-clock.ts";

const WAITING_MAX = 2000;

/** An approval store in memory that keeps to the same contract as the database's; for tests. */
export function createMemoryApprovalStore({ clock, announce }: MemoryStoreParts): ApprovalStore {
  const rows = new Map<string, Approval & { settled?: boolean }>();
  const grants: ApprovalGrant[] = [];

  const seen = (row: Approval): Approval => {
    const { settled: _, ...approval } = row as Approval & { settled?: boolean };
    return isOpen(row) && row.expiresAt <= clock.now() ? { ...approval, state: "expired" } : approval;
  };
  const set = (row: Approval, patch: Partial<Approval> & { settled?: boolean }): Approval => {
    const next = { ...row, ...patch };
    rows.set(row.id, next);
    return next;
  };
  const all = () => [...rows.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const holds = ({ revokedAt, expiresAt }: ApprovalGrant) =>
    revokedAt === undefined && (expiresAt === undefined || expiresAt > clock.now());

  return {
    async open({ expireMs, ...ask }) {
      const expired: Approval[] = [];
      const others = () =>
        all().filter(
          (row) =>
            isOpen(row) &&
            row.principalId === ask.principalId &&
            row.tool === ask.tool &&
            row.argumentsDigest === ask.argumentsDigest,
        );
      for (const row of others())
        if (
          row.toolDigest !== ask.toolDigest ||
          row.policyVersion < ask.policyVersion ||
          row.expiresAt <= clock.now() ||
          row.personId !== ask.personId
        )
          expired.push(seen(set(row, { state: "expired" })));
      const [found] = others();
      if (found === undefined && countWaiting(ask.principalId) >= WAITING_MAX)
        throw new AppError("rate_limited", "Too many calls of this caller wait for approval already.");
      const at = clock.now();
      const approval = found ?? set({ ...ask, state: "waiting", createdAt: at, expiresAt: at + expireMs }, {});
      announce([...expired, ...(found === undefined ? [approval] : [])].map(({ id }) => id));
      return { approval: seen(approval), expired };
    },
    get: async (id) => optional(rows.get(id), seen),
    findByPrefix: async (prefix) =>
      /^[\da-f-]+$/i.test(prefix)
        ? all()
            .filter(({ id }) => digits(id).startsWith(digits(prefix)))
            .slice(0, 2)
            .map(seen)
        : [],
    stillWaiting: async (ids) => ids.filter((id) => optional(rows.get(id), seen)?.state === "waiting"),
    async list({ state, principalId, tool, tools, before, limit }) {
      if (before !== undefined && !rows.has(before) && !/^[\da-f-]{36}$/.test(before))
        throw new AppError("invalid_input", "`before` is the id of an approval.");
      const found = all()
        .map(seen)
        .filter((row) => state === undefined || row.state === state)
        .filter((row) => principalId === undefined || row.principalId === principalId)
        .filter((row) => tool === undefined || row.tool === tool)
        .filter((row) => tools === undefined || tools.includes(row.tool));
      const ordered = state === "waiting" ? found : found.reverse();
      return ordered
        .filter(({ id }) => before === undefined || (state === "waiting" ? id > before : id < before))
        .slice(0, limit);
    },
    async countWaiting() {
      const counts = new Map<string, WaitingOfTool>();
      for (const { tool, id: newestId, createdAt } of all().filter((row) => seen(row).state === "waiting")) {
        const { count = 0, oldestAt = createdAt } = counts.get(tool) ?? {};
        counts.set(tool, { tool, count: count + 1, oldestAt, newestId });
      }
      return [...counts.values()];
    },
    async decide(decision) {
      const { id, state, decidedBy, personId, scope } = decision;
      const row = rows.get(id);
      if (row === undefined) throw new AppError("not_found", `There is no approval ${id}.`);
      const present = seen(row);
      if (present.state !== "waiting")
        throw new AppError("conflict", `It is ${present.state}, decided by ${present.decidedBy}.`, {
          detail: present,
        });
      const at = clock.now();
      const approval = decideRow(row, decision, at);
      const covered: Approval[] = [];
      if (state === "approved" && scope !== undefined && scope.kind !== "once") {
        grants.push({
          id: createId(),
          approvalId: id,
          principalId: row.principalId,
          principalName: row.principalName,
          tool: row.tool,
          toolDigest: row.toolDigest,
          argumentsDigest: scope.kind === "always" ? row.argumentsDigest : undefined,
          createdAt: at,
          createdBy: decidedBy,
          expiresAt: scope.kind === "minutes" ? at + scope.minutes * 60_000 : undefined,
          revokedAt: undefined,
        });
        const isCovered = (other: Approval) =>
          other.principalId === row.principalId &&
          other.tool === row.tool &&
          other.toolDigest === row.toolDigest &&
          (other.personId === undefined || ![decidedBy, personId].includes(other.personId));
        if (scope.kind === "minutes")
          for (const other of all())
            if (seen(other).state === "waiting" && isCovered(other)) covered.push(decideRow(other, decision, at));
      }
      announce([approval, ...covered].map((changed) => changed.id));
      return { approval, covered };
    },
    async use({ id, callId, processId, policyVersion }) {
      const row = rows.get(id);
      if (row === undefined) return undefined;
      const isFree = seen(row).state === "approved" && row.policyVersion === policyVersion;
      const isOurs = row.state === "used" && row.callId === callId && row.settled !== true;
      if (!isFree && !isOurs) return undefined;
      announce([id]);
      return seen(set(row, { state: "used", callId, processId, usedAt: clock.now(), settled: false }));
    },
    async settle(id, callId) {
      const row = rows.get(id);
      if (row?.callId !== callId) return;
      if (row?.state === "used" || row?.state === "unknown") set(row, { state: "used", settled: true });
    },
    async giveBack(id, callId) {
      const row = rows.get(id);
      if (row?.callId !== callId || row.state !== "used" || row.settled === true) return;
      set(row, { state: "approved", usedAt: undefined, callId: undefined, processId: undefined });
      announce([id]);
    },
    findGrant: async ({ principalId, tool, toolDigest, argumentsDigest }: ApprovalSubject, personId?: string) =>
      grants.find(
        (grant) =>
          holds(grant) &&
          grant.createdBy !== personId &&
          grant.principalId === principalId &&
          grant.tool === tool &&
          grant.toolDigest === toolDigest &&
          (grant.argumentsDigest === undefined || grant.argumentsDigest === argumentsDigest),
      ),
    listGrants: async () => grants.filter(holds).reverse(),
    async revokeGrant(id) {
      const index = grants.findIndex((one) => one.id === id);
      const grant = grants[index];
      if (grant === undefined) throw new AppError("not_found", `There is no grant ${id}.`);
      const revoked = (grants[index] = { ...grant, revokedAt: grant.revokedAt ?? clock.now() });
      const ended = all().filter(
        (row) =>
          row.principalId === grant.principalId &&
          row.tool === grant.tool &&
          row.toolDigest === grant.toolDigest &&
          row.decidedAt === grant.createdAt &&
          row.decidedBy === grant.createdBy &&
          row.scope?.kind !== "once" &&
          (row.state === "approved" || (row.state === "used" && row.settled !== true)),
      );
      for (const row of ended)
        set(row, row.state === "approved" ? { state: "expired" } : { expiresAt: Math.min(row.expiresAt, clock.now()) });
      announce(ended.map((row) => row.id));
      return revoked;
    },
    async sweep(processDeadMs) {
      const changed: Approval[] = [];
      for (const row of all()) {
        if (isOpen(row) && row.expiresAt <= clock.now()) changed.push(set(row, { state: "expired" }));
        const isLost =
          row.state === "used" && row.settled !== true && clock.isGone(row.processId, row.usedAt, processDeadMs);
        if (isLost) changed.push(set(row, { state: "unknown" }));
      }
      announce(changed.map(({ id }) => id));
      return changed.map(seen);
    },
  };

  function decideRow(
    row: Approval,
    { state, decidedBy, reason, scope }: Parameters<ApprovalStore["decide"]>[0],
    at: number,
  ): Approval {
    const grantMs = scope?.kind === "minutes" ? scope.minutes * 60_000 : Number.POSITIVE_INFINITY;
    const expiresAt = at + Math.min(row.expiresAt - row.createdAt, grantMs);
    const patch = { state, decidedBy, decidedAt: at, decisionReason: reason, scope };
    return seen(set(row, { ...patch, ...(state === "approved" && { expiresAt }) }));
  }

  function countWaiting(principalId: string): number {
    return all().filter((row) => row.principalId === principalId && seen(row).state === "waiting").length;
  }
}

export interface MemoryStoreParts {
  readonly clock: MemoryClock;
  readonly announce: (ids: readonly string[]) => void;
}

function isOpen({ state }: Approval): boolean {
  return state === "waiting" || state === "approved";
}

function digits(id: string): string {
  return id.replaceAll("-", "").toLowerCase();
}

function optional<T, R>(value: T | undefined, map: (value: T) => R): R | undefined {
  return value === undefined ? undefined : map(value);
}
