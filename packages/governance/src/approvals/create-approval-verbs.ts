import {
  AppError,
  isAppError,
  type Approval,
  type ApprovalGrant,
  type ApprovalQuery,
  type ApprovalScope,
  type ApprovalStore,
  type AuditLog,
  type WaitingApprovals,
  type WaitingOfTool,
} from "@mcp-tools/core";
import type { Actor } from "../actor/actor.ts";
import { requirePermission } from "../actor/permissions.ts";
import { recordChange } from "../actor/record-change.ts";

export interface ApprovalVerbsDeps {
  readonly store: ApprovalStore;
  readonly audit: Pick<AuditLog, "record" | "isAvailable">;
  /** The tools whose calls the actor may see; undefined, or without it: all. What they may not see is not there for them. */
  readonly toolsFor?: ((actor: Actor) => ReadonlySet<string> | undefined) | undefined;
}

export interface ApprovalDetails {
  readonly approval: Approval;
  /** Decisions about other calls of this tool by this principal, newest first, at most 10. */
  readonly previous: readonly Approval[];
  /** The newest of those that were approved: what this call's arguments can be compared with. */
  readonly lastApproved: Approval | undefined;
}

/** What the console's API and the command line do with approvals. Ids may be given by a beginning that is no other's. */
export interface ApprovalVerbs {
  listApprovals(actor: Actor, query: ApprovalQuery): Promise<Approval[]>;
  countWaiting(actor: Actor): Promise<WaitingApprovals>;
  /** The same for many, in their order, by one question to the store. */
  countWaitingForEach(actors: readonly Actor[]): Promise<WaitingApprovals[]>;
  /** @throws AppError `not_found` */
  getApproval(actor: Actor, id: string): Promise<ApprovalDetails>;
  /**
   * @throws AppError `not_found`, `forbidden` for the caller themselves, `conflict` when it is not waiting any more (with
   * the approval as it is in `detail`), `invalid_input`
   */
  approveCall(actor: Actor, decision: ApproveCall): Promise<Approval>;
  /** The reason reaches the caller. @throws AppError as above, but callers may refuse their own */
  refuseCall(actor: Actor, decision: { id: string; reason: string }): Promise<Approval>;
  /** Those that hold now. */
  listGrants(actor: Actor): Promise<ApprovalGrant[]>;
  /** @throws AppError `not_found` */
  revokeGrant(actor: Actor, id: string): Promise<ApprovalGrant>;
}

export interface ApproveCall {
  readonly id: string;
  readonly scope: ApprovalScope;
  readonly reason?: string | undefined;
}

const MINUTES_MAX = 24 * 60;
const REASON_CHARACTERS_MAX = 1000;
const PREVIOUS_MAX = 10;
/** Looked through for decisions: waiting and expired ones lie between them. */
const LOOKED_AT_MAX = 100;

export function createApprovalVerbs({ store, audit, toolsFor = () => undefined }: ApprovalVerbsDeps): ApprovalVerbs {
  async function find(id: string): Promise<Approval> {
    const [approval, other] = await store.findByPrefix(id);
    if (approval === undefined) throw notFound(id);
    if (other !== undefined)
      throw new AppError("invalid_input", `More than one approval begins with ${id}. Give more of its id.`);
    return approval;
  }

  function requireTool(actor: Actor, { id, tool }: Approval): void {
    if (toolsFor(actor)?.has(tool) === false) throw notFound(id);
  }

  async function countWaitingForEach(actors: readonly Actor[]): Promise<WaitingApprovals[]> {
    for (const actor of actors) requirePermission(actor, "approvals.read");
    const waiting = await store.countWaiting();
    return actors.map((actor) => sumWaiting(waiting, toolsFor(actor)));
  }

  async function listGrants(actor: Actor): Promise<ApprovalGrant[]> {
    const tools = toolsFor(actor);
    return (await store.listGrants()).filter(({ tool }) => tools?.has(tool) !== false);
  }

  type Decision = Parameters<ApprovalStore["decide"]>[0];

  async function decide(actor: Actor, { id }: Approval, decision: Omit<Decision, "id" | "decidedBy" | "personId">) {
    const { id: decidedBy, personId } = actor.principal;
    const { approval, covered } = await store.decide({ id, ...decision, decidedBy, personId });
    await record(actor, approval, {});
    for (const other of covered) await record(actor, other, { details: { coveredBy: id } });
    return approval;
  }

  /** A decision that was made, or one that was not allowed. */
  async function record(
    actor: Actor,
    approval: Approval,
    { action, refusal, details }: { action?: string; refusal?: string; details?: object },
  ): Promise<void> {
    const { id, state, tool, principalId, principalName, scope, decisionReason, arguments: args } = approval;
    try {
      await recordChange(audit, actor, {
        kind: "approval",
        action: action ?? (state === "refused" ? "approval.refuse" : "approval.approve"),
        subject: id,
        tool,
        details: { principalId, principalName, scope, reason: decisionReason, ...details, arguments: args },
        ...(refusal !== undefined && { outcome: "refused", message: refusal }),
      });
    } catch (error) {
      if (refusal !== undefined || !isAppError(error)) throw error;
      throw new AppError(error.code, `The decision holds, but it could not be recorded: ${error.message}`, {
        cause: error,
      });
    }
  }

  /** Runs what may be refused; a refusal is recorded, too. */
  async function attempt<T>(actor: Actor, action: string, approval: Approval, work: () => Promise<T>): Promise<T> {
    if (!audit.isAvailable())
      throw new AppError("unavailable", "The audit cannot be written, so nothing was decided. Try again in a moment.");
    try {
      return await work();
    } catch (error) {
      if (isAppError(error) && ["forbidden", "conflict", "not_found"].includes(error.code))
        await record(actor, approval, { action, refusal: error.message });
      throw error;
    }
  }

  return {
    async listApprovals(actor, query) {
      requirePermission(actor, "approvals.read");
      const tools = toolsFor(actor);
      return store.list(tools === undefined ? query : { ...query, tools: [...tools] });
    },
    async countWaiting(actor) {
      const [waiting = NONE_WAITING] = await countWaitingForEach([actor]);
      return waiting;
    },
    countWaitingForEach,
    async getApproval(actor, id) {
      requirePermission(actor, "approvals.read");
      const approval = await find(id);
      requireTool(actor, approval);
      const { tool, principalId } = approval;
      const others = await store.list({ tool, principalId, limit: LOOKED_AT_MAX });
      const previous = others.filter((other) => other.id !== approval.id && other.decidedAt !== undefined);
      const lastApproved = previous.find(({ scope }) => scope !== undefined);
      return { approval, previous: previous.slice(0, PREVIOUS_MAX), lastApproved };
    },
    async approveCall(actor, { id, scope, reason }) {
      checkReason(reason);
      checkScope(scope);
      const approval = await find(id);
      return attempt(actor, "approval.approve", approval, () => {
        requirePermission(actor, "approvals.decide");
        requireTool(actor, approval);
        refuseOwn(actor, approval);
        return decide(actor, approval, { state: "approved", scope, reason });
      });
    },
    async refuseCall(actor, { id, reason }) {
      if (reason.trim() === "") throw new AppError("invalid_input", "A refusal needs a reason: the caller is told it.");
      checkReason(reason);
      const approval = await find(id);
      return attempt(actor, "approval.refuse", approval, () => {
        requirePermission(actor, "approvals.decide");
        requireTool(actor, approval);
        return decide(actor, approval, { state: "refused", reason });
      });
    },
    async listGrants(actor) {
      requirePermission(actor, "approvals.read");
      return listGrants(actor);
    },
    async revokeGrant(actor, id) {
      requirePermission(actor, "approvals.decide");
      const [grant, other] = (await listGrants(actor)).filter((one) => one.id.startsWith(id.toLowerCase()));
      if (grant === undefined || id === "") throw new AppError("not_found", `There is no standing grant ${id}.`);
      if (other !== undefined)
        throw new AppError("invalid_input", `More than one grant begins with ${id}. Give more of its id.`);
      const revoked = await store.revokeGrant(grant.id);
      const { tool, principalId, approvalId } = revoked;
      await recordChange(audit, actor, {
        kind: "approval",
        action: "grant.revoke",
        subject: revoked.id,
        tool,
        details: { principalId, approvalId },
      });
      return revoked;
    },
  };
}

const NONE_WAITING: WaitingApprovals = { count: 0, oldestAt: undefined, newestId: undefined };

function sumWaiting(all: readonly WaitingOfTool[], tools: ReadonlySet<string> | undefined): WaitingApprovals {
  return all
    .filter(({ tool }) => tools?.has(tool) !== false)
    .reduce<WaitingApprovals>(
      (sum, { count, oldestAt, newestId }) => ({
        count: sum.count + count,
        oldestAt: Math.min(sum.oldestAt ?? oldestAt, oldestAt),
        newestId: sum.newestId !== undefined && sum.newestId > newestId ? sum.newestId : newestId,
      }),
      NONE_WAITING,
    );
}

function notFound(id: string): AppError {
  return new AppError("not_found", `There is no approval ${id}.`);
}

/** Nobody approves their own call: neither the credential that made it, nor the person behind it. */
function refuseOwn({ principal }: Actor, { principalId, personId }: Approval): void {
  const deciders = [principal.id, principal.personId];
  const callers = [principalId, personId];
  if (deciders.some((decider) => decider !== undefined && callers.includes(decider)))
    throw new AppError("forbidden", "Nobody approves their own call. Somebody else has to decide about it.");
}

function checkScope(scope: ApprovalScope): void {
  if (scope.kind === "minutes" && !(scope.minutes > 0 && scope.minutes <= MINUTES_MAX))
    throw new AppError("invalid_input", `A consent for some time is for up to ${MINUTES_MAX} minutes.`);
}

function checkReason(reason: string | undefined): void {
  if (reason !== undefined && reason.length > REASON_CHARACTERS_MAX)
    throw new AppError("invalid_input", `A reason has at most ${REASON_CHARACTERS_MAX} characters.`);
}
