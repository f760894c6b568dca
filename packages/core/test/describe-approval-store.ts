import { beforeEach, describe, expect, test } from "vitest";
import { createId, type Approval, type ApprovalStore } from "../src/index.ts";

/** A store, and power over what it takes for the time and for the processes that run. */
export interface ApprovalStoreLab {
  readonly store: ApprovalStore;
  /** Everything in the store becomes older by so much. */
  age(ms: number): Promise<void>;
  /** The process reports itself now. */
  report(processId: string): Promise<void>;
  /** Ids announced so far, in order. */
  announced(): readonly string[];
}

type Ask = Parameters<ApprovalStore["open"]>[0];

const MINUTE = 60_000;
const DEAD_MS = 20_000;

const askFor = (overrides: Partial<Ask> = {}): Ask => ({
  id: createId(),
  principalId: "key:ci",
  principalName: "ci",
  personId: "user:ann",
  tool: "delete_all",
  toolDigest: "tool-1",
  toolset: undefined,
  arguments: '{"path":"/"}',
  argumentsDigest: "arguments-1",
  policyVersion: 3,
  ruleId: "rule-1",
  reason: "Deletes",
  transport: "http",
  client: "e2e/1",
  sessionId: "session",
  expireMs: 60 * MINUTE,
  ...overrides,
});

/** What every approval store keeps to, whatever it keeps its rows in. */
export function describeApprovalStore(name: string, open: () => Promise<ApprovalStoreLab>): void {
  describe(`approval store ${name}`, () => {
    let lab: ApprovalStoreLab;
    let store: ApprovalStore;
    beforeEach(async () => {
      lab = await open();
      store = lab.store;
    });

    const ask = async (overrides?: Partial<Ask>) => (await store.open(askFor(overrides))).approval;
    const approve = (id: string, scope: Approval["scope"] = { kind: "once" }) =>
      store.decide({ id, state: "approved", decidedBy: "user:bob", scope });
    const use = ({ id, policyVersion }: Approval, callId = createId()) =>
      store.use({ id, callId, processId: "p", policyVersion });
    const stateOf = async ({ id }: Approval) => (await store.get(id))?.state;

    test("keeps what it is asked, and says who asked", async () => {
      const question = askFor();
      const { approval, expired } = await store.open(question);
      const { expireMs, ...asked } = question;
      expect(approval).toMatchObject({ ...asked, state: "waiting" });
      expect(approval.expiresAt - approval.createdAt).toBe(expireMs);
      expect(expired).toEqual([]);
      expect(await store.get(approval.id)).toEqual(approval);
      await expect.poll(lab.announced).toEqual([approval.id]);
    });

    test("the same question joins the open one, in whatever state it is open", async () => {
      const first = await ask();
      expect((await ask()).id).toBe(first.id);
      await approve(first.id);
      expect(await ask()).toMatchObject({ id: first.id, state: "approved" });
      await use(first);
      expect((await ask()).id).not.toBe(first.id);
    });

    test("many who ask the same at the same instant get one and the same", async () => {
      const opened = await Promise.all(Array.from({ length: 40 }, () => store.open(askFor())));
      expect(new Set(opened.map(({ approval }) => approval.id)).size).toBe(1);
    });

    test.for([
      { what: "principal", other: { principalId: "key:other" } },
      { what: "tool", other: { tool: "other" } },
      { what: "arguments", other: { argumentsDigest: "arguments-2" } },
    ])("another $what is another question, and leaves this one open", async ({ other }) => {
      const first = await ask();
      const second = await store.open(askFor(other));
      expect(second.approval.id).not.toBe(first.id);
      expect(second.expired).toEqual([]);
      expect(await stateOf(first)).toBe("waiting");
    });

    test.for([
      { what: "policy version", other: { policyVersion: 4 } },
      { what: "schema", other: { toolDigest: "tool-2" } },
    ])("another $what is another question, and ends this one", async ({ other }) => {
      const first = await ask();
      await approve(first.id);
      const { approval, expired } = await store.open(askFor(other));
      expect(approval).toMatchObject({ ...other, state: "waiting" });
      expect(approval.id).not.toBe(first.id);
      expect(expired).toMatchObject([{ id: first.id, state: "expired" }]);
      expect(await stateOf(first)).toBe("expired");
      await expect.poll(lab.announced).toContain(first.id);
    });

    test("whoever still has an older policy joins what was asked under the newer one", async () => {
      const newer = await ask({ policyVersion: 4 });
      expect(await ask({ policyVersion: 3 })).toMatchObject({ id: newer.id, policyVersion: 4 });
    });

    test("what many ask under two policies ends as one open question, of the newer one", async () => {
      const opened = await Promise.all(
        Array.from({ length: 20 }, (_, index) => store.open(askFor({ policyVersion: 3 + (index % 2) }))),
      );
      const open = await store.list({ state: "waiting", limit: 100 });
      expect(open).toMatchObject([{ policyVersion: 4 }]);
      for (const { approval } of opened) expect([open[0]?.id, undefined]).toContain(approvalOf(approval, 4));
    });

    test("a principal may have 2,000 calls waiting, and no more", { timeout: 60_000 }, async () => {
      for (let done = 0; done < 2000; done += 100)
        await Promise.all(
          Array.from({ length: 100 }, (_, index) => store.open(askFor({ argumentsDigest: `a-${done + index}` }))),
        );
      await expect(ask({ argumentsDigest: "one more" })).rejects.toMatchObject({ code: "rate_limited" });
      expect(await ask({ argumentsDigest: "a-7" })).toMatchObject({ state: "waiting" });
      expect(await ask({ principalId: "key:other" })).toMatchObject({ state: "waiting" });
      expect(await store.countWaiting()).toEqual({
        count: 2001,
        oldestAt: expect.any(Number),
        newestId: expect.any(String),
      });
    });

    test("out of time it is expired for everyone, swept or not", async () => {
      const waiting = await ask();
      const approved = await ask({ argumentsDigest: "arguments-2" });
      await approve(approved.id);
      await lab.age(61 * MINUTE);
      expect([await stateOf(waiting), await stateOf(approved)]).toEqual(["expired", "expired"]);
      expect(await store.list({ state: "waiting", limit: 10 })).toEqual([]);
      expect(await store.list({ state: "approved", limit: 10 })).toEqual([]);
      expect(await store.list({ state: "expired", limit: 10 })).toHaveLength(2);
      expect(await store.countWaiting()).toEqual({ count: 0, oldestAt: undefined, newestId: undefined });
      expect(await store.stillWaiting([waiting.id])).toEqual([]);
      await expect(approve(waiting.id)).rejects.toMatchObject({ code: "conflict", detail: { state: "expired" } });
      expect(await use(approved)).toBeUndefined();
      const again = await store.open(askFor());
      expect(again.approval.id).not.toBe(waiting.id);
      expect(again.expired).toMatchObject([{ id: waiting.id, state: "expired" }]);
    });

    test("a decision says who, when and why, and is announced", async () => {
      const { id } = await ask();
      const { approval: refused } = await store.decide({
        id,
        state: "refused",
        decidedBy: "user:bob",
        reason: "not today",
      });
      expect(refused).toMatchObject({
        id,
        state: "refused",
        decidedBy: "user:bob",
        decisionReason: "not today",
        decidedAt: expect.any(Number),
        scope: undefined,
      });
      expect(await store.get(id)).toEqual(refused);
      await expect.poll(lab.announced).toEqual([id, id]);
    });

    test("an approved one can be used for as long as there was to decide it", async () => {
      const asked = await ask();
      await lab.age(50 * MINUTE);
      const { approval: approved } = await approve(asked.id);
      await lab.age(50 * MINUTE);
      expect(await stateOf(approved)).toBe("approved");
      await lab.age(11 * MINUTE);
      expect(await stateOf(approved)).toBe("expired");
    });

    test.for(["approved", "refused"] as const)("what is %s cannot be decided again", async (state) => {
      const { id } = await ask();
      await store.decide({ id, state, decidedBy: "user:bob", scope: { kind: "once" } });
      for (const other of ["approved", "refused"] as const)
        await expect(
          store.decide({ id, state: other, decidedBy: "user:eve", scope: { kind: "once" } }),
        ).rejects.toMatchObject({
          code: "conflict",
          message: expect.stringContaining("user:bob"),
          detail: { state, decidedBy: "user:bob" },
        });
      expect(await store.get(id)).toMatchObject({ state, decidedBy: "user:bob" });
    });

    test("of many who decide at the same instant exactly one does", async () => {
      const { id } = await ask();
      const decisions = await Promise.allSettled(
        Array.from({ length: 20 }, (_, index) =>
          store.decide({
            id,
            state: index % 2 === 0 ? "approved" : "refused",
            decidedBy: `user:${index}`,
            scope: { kind: "once" },
          }),
        ),
      );
      const won = decisions.filter((decision) => decision.status === "fulfilled");
      expect(won).toHaveLength(1);
      const present = await store.get(id);
      expect(won[0]?.value).toEqual({ approval: present, covered: [] });
      for (const decision of decisions)
        if (decision.status === "rejected")
          expect(decision.reason).toMatchObject({ code: "conflict", detail: { decidedBy: present?.decidedBy } });
    });

    test("what does not exist is not found", async () => {
      expect(await store.get(createId())).toBeUndefined();
      expect(await store.get("no id")).toBeUndefined();
      for (const id of [createId(), "no id"]) {
        await expect(approve(id)).rejects.toMatchObject({ code: "not_found" });
        await expect(store.revokeGrant(id)).rejects.toMatchObject({ code: "not_found" });
      }
    });

    test("an approval is used once, by one of many", async () => {
      const asked = await ask();
      expect(await use(asked)).toBeUndefined();
      await approve(asked.id);
      const callIds = Array.from({ length: 20 }, () => createId());
      const used = (await Promise.all(callIds.map((callId) => use(asked, callId)))).filter((one) => one !== undefined);
      expect(used).toMatchObject([{ state: "used", processId: "p", usedAt: expect.any(Number) }]);
      expect(callIds).toContain(used[0]?.callId);
      expect(await use(asked)).toBeUndefined();
      await expect.poll(lab.announced).toHaveLength(3);
    });

    test("the call that used it may say so again, until it is over", async () => {
      const asked = await ask();
      await approve(asked.id);
      const callId = createId();
      await use(asked, callId);
      expect(await use(asked, callId)).toMatchObject({ state: "used", callId });
      await store.settle(asked.id, callId);
      expect(await use(asked, callId)).toBeUndefined();
    });

    test("under another policy it cannot be used", async () => {
      const asked = await ask();
      await approve(asked.id);
      expect(await use({ ...asked, policyVersion: 4 })).toBeUndefined();
      expect(await stateOf(asked)).toBe("approved");
    });

    test("a run that only asked its client gives it back, once", async () => {
      const [first, second] = [createId(), createId()];
      const asked = await ask();
      await approve(asked.id);
      await use(asked, first);
      await store.giveBack(asked.id, first);
      expect(await store.get(asked.id)).toMatchObject({ state: "approved", usedAt: undefined, callId: undefined });
      await use(asked, second);
      await store.giveBack(asked.id, first);
      expect(await store.get(asked.id)).toMatchObject({ state: "used", callId: second });
      await store.settle(asked.id, second);
      await store.giveBack(asked.id, second);
      expect(await stateOf(asked)).toBe("used");
    });

    test("a use whose process is gone becomes unknown, one that is over or alive does not", async () => {
      const uses: Approval[] = [];
      for (const processId of ["gone", "silent", "alive", "over"]) {
        const asked = await ask({ argumentsDigest: processId });
        await approve(asked.id);
        const callId = createId();
        await store.use({ id: asked.id, callId, processId, policyVersion: 3 });
        if (processId === "over") await store.settle(asked.id, callId);
        else await store.settle(asked.id, createId());
        uses.push(asked);
      }
      await lab.report("silent");
      expect(await store.sweep(DEAD_MS)).toEqual([]);
      await lab.age(DEAD_MS + 1000);
      await lab.report("alive");
      const swept = await store.sweep(DEAD_MS);
      expect(new Set(swept.map(({ processId, state }) => `${processId} ${state}`))).toEqual(
        new Set(["gone unknown", "silent unknown"]),
      );
      expect(await Promise.all(uses.map(stateOf))).toEqual(["unknown", "unknown", "used", "used"]);
      await expect.poll(lab.announced).toEqual(expect.arrayContaining(swept.map(({ id }) => id)));
      expect(await store.sweep(DEAD_MS)).toEqual([]);
    });

    test("a process that was thought to be gone can still say how its call ended", async () => {
      const asked = await ask();
      await approve(asked.id);
      const callId = createId();
      await use(asked, callId);
      await lab.age(DEAD_MS + 1000);
      await store.sweep(DEAD_MS);
      await store.settle(asked.id, callId);
      expect(await stateOf(asked)).toBe("used");
    });

    test("sweeping expires what is due and tells it, each once", async () => {
      const waiting = await ask();
      const approved = await ask({ argumentsDigest: "arguments-2" });
      await approve(approved.id);
      const fresh = await ask({ argumentsDigest: "arguments-3", expireMs: 600 * MINUTE });
      await lab.age(61 * MINUTE);
      await expect.poll(lab.announced).toHaveLength(4);
      const before = lab.announced().length;
      const swept = (await Promise.all([store.sweep(DEAD_MS), store.sweep(DEAD_MS)])).flat();
      expect(new Set(swept.map(({ id }) => id))).toEqual(new Set([waiting.id, approved.id]));
      expect(swept).toHaveLength(2);
      expect(swept.every(({ state }) => state === "expired")).toBe(true);
      await expect.poll(() => new Set(lab.announced().slice(before))).toEqual(new Set([waiting.id, approved.id]));
      expect(await stateOf(fresh)).toBe("waiting");
    });

    const subject = { principalId: "key:ci", tool: "delete_all", toolDigest: "tool-1", argumentsDigest: "arguments-1" };

    test("a grant for some minutes covers the tool for that principal, whatever the arguments, and ends on time", async () => {
      const asked = await ask();
      await approve(asked.id, { kind: "minutes", minutes: 10 });
      const grant = await store.findGrant({ ...subject, argumentsDigest: "others" });
      expect(grant).toMatchObject({ approvalId: asked.id, createdBy: "user:bob", argumentsDigest: undefined });
      expect((grant?.expiresAt ?? 0) - (grant?.createdAt ?? 0)).toBe(10 * MINUTE);
      for (const other of [{ principalId: "key:other" }, { tool: "other" }, { toolDigest: "tool-2" }])
        expect(await store.findGrant({ ...subject, ...other })).toBeUndefined();
      await lab.age(10 * MINUTE - 5000);
      expect(await store.findGrant(subject)).toMatchObject({ id: grant?.id });
      await lab.age(5001);
      expect(await store.findGrant(subject)).toBeUndefined();
      expect(await store.listGrants()).toEqual([]);
      expect(await stateOf(asked)).toBe("expired");
    });

    test("with a grant for some minutes goes what waits and is covered by it, and nothing else", async () => {
      const asked = await ask();
      const covered = await ask({ argumentsDigest: "arguments-2" });
      const refused = await ask({ argumentsDigest: "arguments-3" });
      await store.decide({ id: refused.id, state: "refused", decidedBy: "user:eve" });
      const others = [
        await ask({ principalId: "key:other" }),
        await ask({ tool: "other" }),
        await ask({ toolDigest: "tool-2", argumentsDigest: "arguments-4" }),
      ];
      const decided = await approve(asked.id, { kind: "minutes", minutes: 10 });
      expect(decided.covered).toMatchObject([{ id: covered.id, state: "approved", decidedBy: "user:bob" }]);
      expect(await stateOf(refused)).toBe("refused");
      expect(await Promise.all(others.map(stateOf))).toEqual(["waiting", "waiting", "waiting"]);
      await expect.poll(lab.announced).toContain(covered.id);
      expect(await use(covered)).toMatchObject({ state: "used" });
      const [first] = others;
      expect((await approve(first?.id ?? "", { kind: "always" })).covered).toEqual([]);
    });

    test("many who decide for some minutes about calls of one tool do not block each other", async () => {
      const ids: string[] = [];
      for (let index = 0; index < 12; index++) ids.push((await ask({ argumentsDigest: `a-${index}` })).id);
      const decisions = await Promise.allSettled(
        [...ids, ...ids].map((id, index) =>
          index % 3 === 0 ? approve(id) : approve(id, { kind: "minutes", minutes: 10 }),
        ),
      );
      for (const decision of decisions)
        if (decision.status === "rejected") expect(decision.reason).toMatchObject({ code: "conflict" });
      expect(await store.list({ state: "approved", limit: 100 })).toHaveLength(ids.length);
    });

    test("a grant for good covers these arguments and no others, until it is taken back", async () => {
      const asked = await ask();
      await approve(asked.id, { kind: "always" });
      await lab.age(1000 * 60 * MINUTE);
      const grant = await store.findGrant(subject);
      expect(grant).toMatchObject({ argumentsDigest: "arguments-1", expiresAt: undefined });
      expect(await store.findGrant({ ...subject, argumentsDigest: "others" })).toBeUndefined();
      expect(await store.listGrants()).toEqual([grant]);
      expect(await store.revokeGrant(grant?.id ?? "")).toMatchObject({ revokedAt: expect.any(Number) });
      expect(await store.findGrant(subject)).toBeUndefined();
      expect(await store.listGrants()).toEqual([]);
    });

    test("taking a grant back takes back the approval that made it", async () => {
      const asked = await ask();
      await approve(asked.id, { kind: "always" });
      const [grant] = await store.listGrants();
      await store.revokeGrant(grant?.id ?? "");
      expect(await stateOf(asked)).toBe("expired");
    });

    test("once leaves no grant, and neither does a refusal", async () => {
      await approve((await ask()).id);
      const { id } = await ask({ argumentsDigest: "arguments-2" });
      await store.decide({ id, state: "refused", decidedBy: "user:bob" });
      expect(await store.listGrants()).toEqual([]);
    });

    test("lists the oldest waiting first and everything else newest first, in pages", async () => {
      const ids: string[] = [];
      // Within a millisecond ids are in no order.
      for (const [index, argumentsDigest] of ["a", "b", "c", "d"].entries())
        ids.push((await ask({ argumentsDigest, id: createId(Date.now() + index) })).id);
      await store.decide({ id: ids[1] ?? "", state: "refused", decidedBy: "user:bob" });
      const list = async (query: Partial<Parameters<ApprovalStore["list"]>[0]>) =>
        (await store.list({ limit: 100, ...query })).map(({ id }) => ids.indexOf(id));
      expect(await list({ state: "waiting" })).toEqual([0, 2, 3]);
      expect(await list({})).toEqual([3, 2, 1, 0]);
      expect(await list({ state: "refused" })).toEqual([1]);
      expect(await list({ limit: 2 })).toEqual([3, 2]);
      expect(await list({ limit: 2, before: ids[2] ?? "" })).toEqual([1, 0]);
      expect(await list({ state: "waiting", before: ids[0] ?? "" })).toEqual([2, 3]);
      expect(await list({ tool: "other" })).toEqual([]);
      expect(await list({ tool: "delete_all", principalId: "key:ci" })).toHaveLength(4);
      await expect(store.list({ limit: 1, before: "no id" })).rejects.toMatchObject({ code: "invalid_input" });
    });

    test("finds by the beginning of an id, and says when that is not enough", async () => {
      const first = await ask({ id: "01a00000-0000-7000-8000-000000000001" });
      await ask({ id: "01a00000-0000-7000-8000-000000000002", argumentsDigest: "arguments-2" });
      expect(await store.findByPrefix(first.id)).toEqual([first]);
      expect(await store.findByPrefix("01A000000000700080000000000000 01".replace(" ", ""))).toEqual([first]);
      expect(await store.findByPrefix("01a00000")).toHaveLength(2);
      for (const prefix of ["", "01b", "'; drop table approvals; --", "%", `${first.id}0`])
        expect(await store.findByPrefix(prefix)).toEqual([]);
    });

    test("keeps texts from strangers, whatever is in them", async () => {
      const { id } = await ask({ client: "a\0b \ud800", arguments: '{"x":"\ud800\0"}', reason: "\0" });
      expect(await store.decide({ id, state: "refused", decidedBy: "user:bob", reason: "no\0 \udc00" })).toMatchObject({
        approval: { decisionReason: expect.stringContaining("no") },
      });
    });
  });
}

/** The id where it is of that version. */
function approvalOf({ id, policyVersion }: Approval, version: number): string | undefined {
  return policyVersion === version ? id : undefined;
}
