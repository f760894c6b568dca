import { expect, test } from "vitest";
import { type Approval } from "../../src/index.ts";
import { askFor, MINUTE, type ApprovalBench } from "./approval-bench.ts";

/** What it keeps of a question. */
export function testAsking(bench: ApprovalBench): void {
  const { ask, approve, use, stateOf } = bench;

  test("keeps what it is asked, and says who asked", async () => {
    const question = askFor();
    const { approval, expired } = await bench.store.open(question);
    const { expireMs, ...asked } = question;
    expect(approval).toMatchObject({ ...asked, state: "waiting" });
    expect(approval.expiresAt - approval.createdAt).toBe(expireMs);
    expect(expired).toEqual([]);
    expect(await bench.store.get(approval.id)).toEqual(approval);
    await expect.poll(bench.lab.announced).toEqual([approval.id]);
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
    const opened = await Promise.all(Array.from({ length: 40 }, () => bench.store.open(askFor())));
    expect(new Set(opened.map(({ approval }) => approval.id)).size).toBe(1);
  });

  test.for([
    { what: "principal", other: { principalId: "key:other" } },
    { what: "tool", other: { tool: "other" } },
    { what: "arguments", other: { argumentsDigest: "arguments-2" } },
  ])("another $what is another question, and leaves this one open", async ({ other }) => {
    const first = await ask();
    const second = await bench.store.open(askFor(other));
    expect(second.approval.id).not.toBe(first.id);
    expect(second.expired).toEqual([]);
    expect(await stateOf(first)).toBe("waiting");
  });

  test.for([
    { what: "policy version", other: { policyVersion: 4 } },
    { what: "schema", other: { toolDigest: "tool-2" } },
    { what: "person behind the caller", other: { personId: "user:zoe" } },
  ])("another $what is another question, and ends this one", async ({ other }) => {
    const first = await ask();
    await approve(first.id);
    const { approval, expired } = await bench.store.open(askFor(other));
    expect(approval).toMatchObject({ ...other, state: "waiting" });
    expect(approval.id).not.toBe(first.id);
    expect(expired).toMatchObject([{ id: first.id, state: "expired" }]);
    expect(await stateOf(first)).toBe("expired");
    await expect.poll(bench.lab.announced).toContain(first.id);
  });

  test("whoever still has an older policy joins what was asked under the newer one", async () => {
    const newer = await ask({ policyVersion: 4 });
    expect(await ask({ policyVersion: 3 })).toMatchObject({ id: newer.id, policyVersion: 4 });
  });

  test("what many ask under two policies ends as one open question, of the newer one", async () => {
    const opened = await Promise.all(
      Array.from({ length: 20 }, (_, index) => bench.store.open(askFor({ policyVersion: 3 + (index % 2) }))),
    );
    const open = await bench.store.list({ state: "waiting", limit: 100 });
    expect(open).toMatchObject([{ policyVersion: 4 }]);
    for (const { approval } of opened) expect([open[0]?.id, undefined]).toContain(approvalOf(approval, 4));
  });

  test("a principal may have 2,000 calls waiting, and no more", { timeout: 60_000 }, async () => {
    for (let done = 0; done < 2000; done += 100)
      await Promise.all(
        Array.from({ length: 100 }, (_, index) => bench.store.open(askFor({ argumentsDigest: `a-${done + index}` }))),
      );
    await expect(ask({ argumentsDigest: "one more" })).rejects.toMatchObject({ code: "rate_limited" });
    expect(await ask({ argumentsDigest: "a-7" })).toMatchObject({ state: "waiting" });
    expect(await ask({ principalId: "key:other" })).toMatchObject({ state: "waiting" });
    const { id: newestId, createdAt: oldestAt } = await ask({ principalId: "key:other", tool: "other" });
    const waiting = await bench.store.countWaiting();
    expect(waiting.toSorted((a, b) => a.count - b.count)).toEqual([
      { tool: "other", count: 1, oldestAt, newestId },
      { tool: "delete_all", count: 2001, oldestAt: expect.any(Number), newestId: expect.any(String) },
    ]);
  });

  test("out of time it is expired for everyone, swept or not", async () => {
    const waiting = await ask();
    const approved = await ask({ argumentsDigest: "arguments-2" });
    await approve(approved.id);
    await bench.lab.age(61 * MINUTE);
    expect([await stateOf(waiting), await stateOf(approved)]).toEqual(["expired", "expired"]);
    expect(await bench.store.list({ state: "waiting", limit: 10 })).toEqual([]);
    expect(await bench.store.list({ state: "approved", limit: 10 })).toEqual([]);
    expect(await bench.store.list({ state: "expired", limit: 10 })).toHaveLength(2);
    expect(await bench.store.countWaiting()).toEqual([]);
    expect(await bench.store.stillWaiting([waiting.id])).toEqual([]);
    await expect(approve(waiting.id)).rejects.toMatchObject({ code: "conflict", detail: { state: "expired" } });
    expect(await use(approved)).toBeUndefined();
    const again = await bench.store.open(askFor());
    expect(again.approval.id).not.toBe(waiting.id);
    expect(again.expired).toMatchObject([{ id: waiting.id, state: "expired" }]);
  });
}

/** The id where it is of that version. */
function approvalOf({ id, policyVersion }: Approval, version: number): string | undefined {
  return policyVersion === version ? id : undefined;
}
