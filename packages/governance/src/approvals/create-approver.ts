import { createId, isAppError, type Approval } from "@mcp-tools/core";
import { argumentsForRecord, type Approver, type Consent, type Decision, type RunningCall } from "@mcp-tools/tools";
import { asRun } from "../canonical/as-run.ts";
import { subjectOf, type CallSubject } from "../canonical/subject-of.ts";
import { createTurnstile } from "../waiting/create-turnstile.ts";
import { createWaitingRoom, type WaitEnd } from "../waiting/create-waiting-room.ts";
import { keepTrying } from "../waiting/keep-trying.ts";
import { expiredText, pendingText, refusedText } from "./approval-texts.ts";
import type { ApproverDeps } from "./approver-deps.ts";
import { askClient } from "./ask-client.ts";
import { createProgress } from "./create-progress.ts";
import { recordExpiry } from "./record-expiry.ts";

/** One call that is being asked about. */
interface Asking {
  readonly call: RunningCall;
  readonly decision: Decision;
  readonly subject: CallSubject;
  /** The policy at the time of asking. */
  readonly version: number;
  /** Who was behind the caller then. */
  readonly personId: string | undefined;
  readonly until: number;
}

/** More than once only where somebody else used up, or ended, what this call waited for. */
const QUESTIONS_MAX = 20;
/** Masking leaves at most 65,536 characters, and says where something is left out: an approver sees what is decided about. */
const ARGUMENT_CHARACTERS_MAX = 262_144;
/** Questions to the store: half the connections of an embedded database stay free for everything else. */
const AT_ONCE = 3;
const NOT_STALE_MS = 5_000;

const WHY: Readonly<Record<Exclude<WaitEnd, "look" | "cancelled">, string>> = {
  late: "Nobody has decided yet.",
  stopped: "The server is restarting; nothing is lost.",
  full: "Too many calls are held already.",
};

/**
 * Gets a human's consent to calls: finds a standing one, or asks, holds the call while its client can wait, and uses the
 * approval once. `stop` ends all holding at once, for shutdown.
 */
export function createApprover(deps: ApproverDeps): Approver & { stop(): void; readonly waiting: number } {
  const { store, policy, logger, now = Date.now } = deps;
  const room = createWaitingRoom({
    kind: "approval",
    changes: deps.changes,
    stillOpen: store.stillWaiting,
    logger,
    now,
    tickMs: deps.tickMs,
  });
  const turn = createTurnstile(AT_ONCE);
  const urlOf = async ({ id }: Approval) => {
    const console = await deps.consoleUrl?.().catch(() => undefined);
    return console === undefined ? undefined : `${console}/approvals/${id}`;
  };
  const pending = async (approval: Approval, why: string): Promise<Consent> => ({
    kind: "pending",
    message: pendingText({ approval, url: await urlOf(approval), now: now(), why }),
  });

  /** Who is behind the caller by now: a key may have become somebody's since the call came. */
  const personOf = ({ request: { principal } }: RunningCall) => (policy().current(principal) ?? principal).personId;

  async function open({ call, decision, subject, version, personId }: Asking): Promise<Approval> {
    const { principal, toolset, transport, clientName, sessionId } = call.request;
    const { arguments: args, ...about } = subject;
    const question = {
      id: createId(),
      ...about,
      principalName: principal.name,
      personId,
      toolset,
      arguments: argumentsForRecord(asRun(args, call.input), call.tool?.maskArguments, ARGUMENT_CHARACTERS_MAX),
      policyVersion: version,
      ruleId: decision.ruleId,
      reason: decision.reason,
      transport,
      client: clientName,
      sessionId,
      expireMs: deps.settings().expireMs,
    };
    const { approval, expired } = await turn(() => store.open(question));
    await recordExpiry(
      expired,
      "The policy, the tool or the owner of the key changed, or time was up, before it was used.",
      deps,
    );
    return approval;
  }

  /** Whether what the question was about is not what would run any more. */
  function isStale({ call, subject, version, personId }: Asking): boolean {
    const { toolset, tool } = call.request;
    const present = policy();
    const principal = present.current(call.request.principal);
    if (present.version !== version || principal === undefined || principal.personId !== personId) return true;
    return present.catalogue(principal, toolset)?.tool(tool)?.digest !== subject.toolDigest;
  }

  async function use(asking: Asking, { id }: Approval): Promise<Consent | undefined> {
    deps.onClaim?.();
    const noted = (what: string, work: () => Promise<void>) =>
      keepTrying(() => turn(work), { logger, what: `${what} ${id}` });
    const { id: callId } = asking.call;
    const giveBack = () => noted("approval given back", () => store.giveBack(id, callId));
    const claim = { id, callId, processId: deps.processId, policyVersion: asking.version };
    const used = await turn(() => store.use(claim)).catch(async (error: unknown) => {
      // Nobody knows whether that arrived, and the call does not run.
      await giveBack();
      throw error;
    });
    if (used === undefined) return undefined;
    return {
      kind: "given",
      policyVersion: asking.version,
      settle: () => noted("approval settled", () => store.settle(id, callId)),
      giveBack,
    };
  }

  /** What a wait came to, or the approval as it is now. */
  async function hold(
    asking: Asking,
    approval: Approval,
    onTick: (now: number) => boolean,
  ): Promise<Consent | Approval> {
    const { signal } = asking.call.request;
    const end = await room.wait(approval.id, { until: asking.until, signal, onTick });
    if (end === "cancelled") return { kind: "cancelled" };
    if (end !== "look") return pending(approval, WHY[end]);
    // The database may be away for a moment: what waits goes on waiting.
    return (await turn(() => store.get(approval.id)).catch(() => approval)) ?? { ...approval, state: "expired" };
  }

  /** Undefined where this approval is over and another question is to be asked. */
  async function follow(asking: Asking, first: Approval): Promise<Consent | undefined> {
    const showProgress = createProgress(asking.call, first, { holdMs: asking.until - asking.call.startedAt });
    const onTick = (at: number) => {
      showProgress(at);
      return isStale(asking);
    };
    let approval = first;
    for (;;) {
      if (isStale(asking)) return { kind: "changed" };
      // A process that knows a newer policy asked: this one is about to learn of it.
      const isAhead = approval.policyVersion > asking.version;
      switch (approval.state) {
        case "refused":
          return { kind: "refused", message: refusedText(approval) };
        case "expired":
          return approval.expiresAt - now() > NOT_STALE_MS
            ? undefined
            : { kind: "refused", message: expiredText(approval) };
        case "used":
        case "unknown":
          return undefined;
        case "approved": {
          const used = isAhead ? undefined : await use(asking, approval);
          if (used !== undefined) return used;
          // Still approved, and not for us: there is a newer policy, which this process is about to learn.
          const present: Approval | undefined = await turn(() => store.get(approval.id));
          if (present?.state !== "approved") return undefined;
          break;
        }
        case "waiting":
          break;
      }
      showProgress(now());
      const next = await hold(asking, approval, onTick);
      if ("kind" in next) return next;
      approval = next;
    }
  }

  async function ask(asking: Asking): Promise<Consent> {
    for (let questions = 1; ; questions++) {
      const approval = await open(asking);
      asking.call.consentId = approval.id;
      if (questions > QUESTIONS_MAX) return pending(approval, WHY.late);
      const url = approval.state === "waiting" ? await urlOf(approval) : undefined;
      const asked = url === undefined ? undefined : await askClient(asking.call.request.client, approval, url);
      if (asked === "declined") return pending(approval, "The person at the client did not open its page.");
      const consent = asked ?? (await follow(asking, approval));
      if (consent !== undefined) return consent;
    }
  }

  return {
    get waiting() {
      return room.waiting;
    },
    stop: room.stop,
    async ask(call, decision) {
      const { version } = policy();
      let subject: CallSubject;
      try {
        subject = subjectOf(call);
      } catch (error) {
        if (isAppError(error) && error.code === "invalid_input") return { kind: "refused", message: error.message };
        throw error;
      }
      const personId = personOf(call);
      const grant = await turn(() => store.findGrant(subject, personId));
      if (grant !== undefined) {
        call.consentId = grant.id;
        return STANDING;
      }
      return ask({ call, decision, subject, version, personId, until: call.startedAt + deps.settings().holdMs });
    },
  };
}

const done = () => Promise.resolve();
const STANDING: Consent = Object.freeze({ kind: "given", policyVersion: undefined, settle: done, giveBack: done });
