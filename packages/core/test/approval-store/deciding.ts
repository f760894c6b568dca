import { expect, test } from "vitest";
import { createId } from "../../src/index.ts";
import { MINUTE, type ApprovalBench } from "./approval-bench.ts";

/** What a decision does. */
export function testDeciding(bench: ApprovalBench): void {
  const { ask, approve, stateOf } = bench;

  test("a decision says who, when and why, and is announced", async () => {
    const { id } = await ask();
    const { approval: refused } = await bench.store.decide({
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
    expect(await bench.store.get(id)).toEqual(refused);
    await expect.poll(bench.lab.announced).toEqual([id, id]);
  });

  test("an approved one can be used for as long as there was to decide it", async () => {
    const asked = await ask();
    await bench.lab.age(50 * MINUTE);
    const { approval: approved } = await approve(asked.id);
    await bench.lab.age(50 * MINUTE);
    expect(await stateOf(approved)).toBe("approved");
    await bench.lab.age(11 * MINUTE);
    expect(await stateOf(approved)).toBe("expired");
  });

  test.for(["approved", "refused"] as const)("what is %s cannot be decided again", async (state) => {
    const { id } = await ask();
    await bench.store.decide({ id, state, decidedBy: "user:bob", scope: { kind: "once" } });
    for (const other of ["approved", "refused"] as const)
      await expect(
        bench.store.decide({ id, state: other, decidedBy: "user:eve", scope: { kind: "once" } }),
      ).rejects.toMatchObject({
        code: "conflict",
        message: expect.stringContaining("user:bob"),
        detail: { state, decidedBy: "user:bob" },
      });
    expect(await bench.store.get(id)).toMatchObject({ state, decidedBy: "user:bob" });
  });

  test("of many who decide at the same instant exactly one does", async () => {
    const { id } = await ask();
    const decisions = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        bench.store.decide({
          id,
          state: index % 2 === 0 ? "approved" : "refused",
          decidedBy: `user:${index}`,
          scope: { kind: "once" },
        }),
      ),
    );
    const won = decisions.filter((decision) => decision.status === "fulfilled");
    expect(won).toHaveLength(1);
    const present = await bench.store.get(id);
    expect(won[0]?.value).toEqual({ approval: present, covered: [] });
    for (const decision of decisions)
      if (decision.status === "rejected")
        expect(decision.reason).toMatchObject({ code: "conflict", detail: { decidedBy: present?.decidedBy } });
  });

  test("what does not exist is not found", async () => {
    expect(await bench.store.get(createId())).toBeUndefined();
    expect(await bench.store.get("no id")).toBeUndefined();
    for (const id of [createId(), "no id"]) {
      await expect(approve(id)).rejects.toMatchObject({ code: "not_found" });
      await expect(bench.store.revokeGrant(id)).rejects.toMatchObject({ code: "not_found" });
    }
  });
}
