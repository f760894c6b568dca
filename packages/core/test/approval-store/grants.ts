import { expect, test } from "vitest";
import { createId } from "../../src/index.ts";
import { MINUTE, type ApprovalBench } from "./approval-bench.ts";

/** What a wider decision covers. */
export function testGrants(bench: ApprovalBench): void {
  const { ask, approve, use, stateOf } = bench;
  const subject = { principalId: "key:ci", tool: "delete_all", toolDigest: "tool-1", argumentsDigest: "arguments-1" };

  test("a grant for some minutes covers the tool for that principal, whatever the arguments, and ends on time", async () => {
    const asked = await ask();
    await approve(asked.id, { kind: "minutes", minutes: 10 });
    const grant = await bench.store.findGrant({ ...subject, argumentsDigest: "others" });
    const { principalName } = asked;
    expect(grant).toMatchObject({
      approvalId: asked.id,
      principalName,
      createdBy: "user:bob",
      argumentsDigest: undefined,
    });
    expect((grant?.expiresAt ?? 0) - (grant?.createdAt ?? 0)).toBe(10 * MINUTE);
    for (const other of [{ principalId: "key:other" }, { tool: "other" }, { toolDigest: "tool-2" }])
      expect(await bench.store.findGrant({ ...subject, ...other })).toBeUndefined();
    await bench.lab.age(10 * MINUTE - 5000);
    expect(await bench.store.findGrant(subject)).toMatchObject({ id: grant?.id });
    await bench.lab.age(5001);
    expect(await bench.store.findGrant(subject)).toBeUndefined();
    expect(await bench.store.listGrants()).toEqual([]);
    expect(await stateOf(asked)).toBe("expired");
  });

  test("with a grant for some minutes goes what waits and is covered by it, and nothing else", async () => {
    const asked = await ask();
    const covered = await ask({ argumentsDigest: "arguments-2" });
    const refused = await ask({ argumentsDigest: "arguments-3" });
    await bench.store.decide({ id: refused.id, state: "refused", decidedBy: "user:eve" });
    const others = [
      await ask({ principalId: "key:other" }),
      await ask({ tool: "other" }),
      await ask({ toolDigest: "tool-2", argumentsDigest: "arguments-4" }),
    ];
    const decided = await approve(asked.id, { kind: "minutes", minutes: 10 });
    expect(decided.covered).toMatchObject([{ id: covered.id, state: "approved", decidedBy: "user:bob" }]);
    expect(await stateOf(refused)).toBe("refused");
    expect(await Promise.all(others.map(stateOf))).toEqual(["waiting", "waiting", "waiting"]);
    await expect.poll(bench.lab.announced).toContain(covered.id);
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
    expect(await bench.store.list({ state: "approved", limit: 100 })).toHaveLength(ids.length);
  });

  test("a grant does not cover whoever gave it, should the caller be theirs by now; that of somebody else does", async () => {
    await approve((await ask()).id, { kind: "always" });
    expect(await bench.store.findGrant(subject, "user:bob")).toBeUndefined();
    expect(await bench.store.findGrant(subject, "user:ann")).toMatchObject({ createdBy: "user:bob" });
    const other = await ask({ argumentsDigest: "arguments-2" });
    await bench.store.decide({
      id: other.id,
      state: "approved",
      decidedBy: "user:eve",
      scope: { kind: "minutes", minutes: 10 },
    });
    expect(await bench.store.findGrant(subject, "user:bob")).toMatchObject({ createdBy: "user:eve" });
  });

  test("a grant for good covers these arguments and no others, until it is taken back", async () => {
    const asked = await ask();
    await approve(asked.id, { kind: "always" });
    await bench.lab.age(1000 * 60 * MINUTE);
    const grant = await bench.store.findGrant(subject);
    expect(grant).toMatchObject({ argumentsDigest: "arguments-1", expiresAt: undefined });
    expect(await bench.store.findGrant({ ...subject, argumentsDigest: "others" })).toBeUndefined();
    expect(await bench.store.listGrants()).toEqual([grant]);
    expect(await bench.store.revokeGrant(grant?.id ?? "")).toMatchObject({ revokedAt: expect.any(Number) });
    expect(await bench.store.findGrant(subject)).toBeUndefined();
    expect(await bench.store.listGrants()).toEqual([]);
  });

  test("taking a grant back takes back the approval that made it", async () => {
    const asked = await ask();
    await approve(asked.id, { kind: "always" });
    const [grant] = await bench.store.listGrants();
    await bench.store.revokeGrant(grant?.id ?? "");
    expect(await stateOf(asked)).toBe("expired");
  });

  test("taking a grant back takes back what was approved with it and has not run, and nothing else", async () => {
    const alone = await ask({ argumentsDigest: "arguments-2" });
    await approve(alone.id);
    const ran = await ask({ argumentsDigest: "arguments-3" });
    const covered = await ask({ argumentsDigest: "arguments-4" });
    const others = [await ask({ principalId: "key:other" }), await ask({ tool: "other" })];
    for (const { id } of others) await approve(id, { kind: "minutes", minutes: 10 });
    const asked = await ask();
    await approve(asked.id, { kind: "minutes", minutes: 10 });
    await use(ran);
    const grant = await bench.store.findGrant(subject);
    await bench.store.revokeGrant(grant?.id ?? "");
    expect([await stateOf(asked), await stateOf(covered), await stateOf(ran)]).toEqual(["expired", "expired", "used"]);
    expect(await Promise.all([alone, ...others].map(stateOf))).toEqual(["approved", "approved", "approved"]);
    expect(await use(covered)).toBeUndefined();
    await expect.poll(() => bench.lab.announced().filter((id) => id === covered.id)).toHaveLength(3);
    const again = await ask({ argumentsDigest: "arguments-4" });
    expect(again).toMatchObject({ state: "waiting" });
    expect(again.id).not.toBe(covered.id);
  });

  test("what was in use when its consent was taken back does not run again once it is given back", async () => {
    const covered = await ask({ argumentsDigest: "arguments-2" });
    const ran = await ask({ argumentsDigest: "arguments-3" });
    await approve((await ask()).id, { kind: "minutes", minutes: 10 });
    const [callId, other] = [createId(), createId()];
    await use(covered, callId);
    await use(ran, other);
    await bench.store.revokeGrant((await bench.store.findGrant(subject))?.id ?? "");
    await bench.store.giveBack(covered.id, callId);
    await bench.store.settle(ran.id, other);
    expect([await stateOf(covered), await stateOf(ran)]).toEqual(["expired", "used"]);
    expect(await use(covered, callId)).toBeUndefined();
  });

  test("with a grant for some minutes goes no call of the person who decides", async () => {
    const own = await ask({ argumentsDigest: "arguments-2", personId: "user:bob" });
    const behind = await ask({ argumentsDigest: "arguments-3", personId: "user:cyd" });
    const covered = await ask({ argumentsDigest: "arguments-4", personId: undefined });
    const decision = { state: "approved", scope: { kind: "minutes", minutes: 10 } } as const;
    const first = await ask();
    const byToken = { ...decision, decidedBy: "token:1", personId: "user:cyd" };
    expect((await bench.store.decide({ ...byToken, id: first.id })).covered.map(({ id }) => id).toSorted()).toEqual(
      [own.id, covered.id].toSorted(),
    );
    expect(await stateOf(behind)).toBe("waiting");
    const late = await ask({ argumentsDigest: "arguments-5", personId: "user:bob" });
    const second = await ask({ argumentsDigest: "arguments-6" });
    const { covered: more } = await bench.store.decide({ ...decision, id: second.id, decidedBy: "user:bob" });
    expect(more.map(({ id }) => id)).toEqual([behind.id]);
    expect(await stateOf(late)).toBe("waiting");
  });

  test("once leaves no grant, and neither does a refusal", async () => {
    await approve((await ask()).id);
    const { id } = await ask({ argumentsDigest: "arguments-2" });
    await bench.store.decide({ id, state: "refused", decidedBy: "user:bob" });
    expect(await bench.store.listGrants()).toEqual([]);
  });
}
