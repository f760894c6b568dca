import { expect, test } from "vitest";
import { createId, type Approval } from "../../src/index.ts";
import { DEAD_MS, MINUTE, type ApprovalBench } from "./approval-bench.ts";

/** What becomes of an approval that is used, or left. */
export function testUsing(bench: ApprovalBench): void {
  const { ask, approve, use, stateOf } = bench;

  test("an approval is used once, by one of many", async () => {
    const asked = await ask();
    expect(await use(asked)).toBeUndefined();
    await approve(asked.id);
    const callIds = Array.from({ length: 20 }, () => createId());
    const used = (await Promise.all(callIds.map((callId) => use(asked, callId)))).filter((one) => one !== undefined);
    expect(used).toMatchObject([{ state: "used", processId: "p", usedAt: expect.any(Number) }]);
    expect(callIds).toContain(used[0]?.callId);
    expect(await use(asked)).toBeUndefined();
    await expect.poll(bench.lab.announced).toHaveLength(3);
  });

  test("the call that used it may say so again, until it is over", async () => {
    const asked = await ask();
    await approve(asked.id);
    const callId = createId();
    await use(asked, callId);
    expect(await use(asked, callId)).toMatchObject({ state: "used", callId });
    await bench.store.settle(asked.id, callId);
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
    await bench.store.giveBack(asked.id, first);
    expect(await bench.store.get(asked.id)).toMatchObject({ state: "approved", usedAt: undefined, callId: undefined });
    await use(asked, second);
    await bench.store.giveBack(asked.id, first);
    expect(await bench.store.get(asked.id)).toMatchObject({ state: "used", callId: second });
    await bench.store.settle(asked.id, second);
    await bench.store.giveBack(asked.id, second);
    expect(await stateOf(asked)).toBe("used");
  });

  test("a use whose process is gone becomes unknown, one that is over or alive does not", async () => {
    const uses: Approval[] = [];
    for (const processId of ["gone", "silent", "alive", "over"]) {
      const asked = await ask({ argumentsDigest: processId });
      await approve(asked.id);
      const callId = createId();
      await bench.store.use({ id: asked.id, callId, processId, policyVersion: 3 });
      if (processId === "over") await bench.store.settle(asked.id, callId);
      else await bench.store.settle(asked.id, createId());
      uses.push(asked);
    }
    await bench.lab.report("silent");
    expect(await bench.store.sweep(DEAD_MS)).toEqual([]);
    await bench.lab.age(DEAD_MS + 1000);
    await bench.lab.report("alive");
    const swept = await bench.store.sweep(DEAD_MS);
    expect(new Set(swept.map(({ processId, state }) => `${processId} ${state}`))).toEqual(
      new Set(["gone unknown", "silent unknown"]),
    );
    expect(await Promise.all(uses.map(stateOf))).toEqual(["unknown", "unknown", "used", "used"]);
    await expect.poll(bench.lab.announced).toEqual(expect.arrayContaining(swept.map(({ id }) => id)));
    expect(await bench.store.sweep(DEAD_MS)).toEqual([]);
  });

  test("a process that was thought to be gone can still say how its call ended", async () => {
    const asked = await ask();
    await approve(asked.id);
    const callId = createId();
    await use(asked, callId);
    await bench.lab.age(DEAD_MS + 1000);
    await bench.store.sweep(DEAD_MS);
    await bench.store.settle(asked.id, callId);
    expect(await stateOf(asked)).toBe("used");
  });

  test("sweeping expires what is due and tells it, each once", async () => {
    const waiting = await ask();
    const approved = await ask({ argumentsDigest: "arguments-2" });
    await approve(approved.id);
    const fresh = await ask({ argumentsDigest: "arguments-3", expireMs: 600 * MINUTE });
    await bench.lab.age(61 * MINUTE);
    await expect.poll(bench.lab.announced).toHaveLength(4);
    const before = bench.lab.announced().length;
    const swept = (await Promise.all([bench.store.sweep(DEAD_MS), bench.store.sweep(DEAD_MS)])).flat();
    expect(new Set(swept.map(({ id }) => id))).toEqual(new Set([waiting.id, approved.id]));
    expect(swept).toHaveLength(2);
    expect(swept.every(({ state }) => state === "expired")).toBe(true);
    await expect.poll(() => new Set(bench.lab.announced().slice(before))).toEqual(new Set([waiting.id, approved.id]));
    expect(await stateOf(fresh)).toBe("waiting");
  });
}
