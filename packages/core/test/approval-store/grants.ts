import { expect, test } from "vitest";
import { MINUTE, type ApprovalBench } from "./approval-bench.ts";

/** What a wider decision covers. */
export function testGrants(bench: ApprovalBench): void {
  const { ask, approve, use, stateOf } = bench;
  const subject = { principalId: "key:ci", tool: "delete_all", toolDigest: "tool-1", argumentsDigest: "arguments-1" };

  test("a grant for some minutes covers the tool for that principal, whatever the arguments, and ends on time", async () => {
    const asked = await ask();
    await approve(asked.id, { kind: "minutes", minutes: 10 });
    const grant = await bench.store.findGrant({ ...subject, argumentsDigest: "others" });
    expect(grant).toMatchObject({ approvalId: asked.id, createdBy: "user:bob", argumentsDigest: undefined });
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

  test("once leaves no grant, and neither does a refusal", async () => {
    await approve((await ask()).id);
    const { id } = await ask({ argumentsDigest: "arguments-2" });
    await bench.store.decide({ id, state: "refused", decidedBy: "user:bob" });
    expect(await bench.store.listGrants()).toEqual([]);
  });
}
