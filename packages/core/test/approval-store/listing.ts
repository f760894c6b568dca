import { expect, test } from "vitest";
import { createId, type ApprovalStore } from "../../src/index.ts";
import { type ApprovalBench } from "./approval-bench.ts";

/** What is found, and what is kept of it. */
export function testListing(bench: ApprovalBench): void {
  const { ask } = bench;

  test("lists the oldest waiting first and everything else newest first, in pages", async () => {
    const ids: string[] = [];
    // Within a millisecond ids are in no order.
    for (const [index, argumentsDigest] of ["a", "b", "c", "d"].entries())
      ids.push((await ask({ argumentsDigest, id: createId(Date.now() + index) })).id);
    await bench.store.decide({ id: ids[1] ?? "", state: "refused", decidedBy: "user:bob" });
    const list = async (query: Partial<Parameters<ApprovalStore["list"]>[0]>) =>
      (await bench.store.list({ limit: 100, ...query })).map(({ id }) => ids.indexOf(id));
    expect(await list({ state: "waiting" })).toEqual([0, 2, 3]);
    expect(await list({})).toEqual([3, 2, 1, 0]);
    expect(await list({ state: "refused" })).toEqual([1]);
    expect(await list({ limit: 2 })).toEqual([3, 2]);
    expect(await list({ limit: 2, before: ids[2] ?? "" })).toEqual([1, 0]);
    expect(await list({ state: "waiting", before: ids[0] ?? "" })).toEqual([2, 3]);
    expect(await list({ tool: "other" })).toEqual([]);
    expect(await list({ tools: [] })).toEqual([]);
    expect(await list({ tools: ["other", "delete_all"], limit: 2 })).toEqual([3, 2]);
    expect(await list({ tool: "delete_all", principalId: "key:ci" })).toHaveLength(4);
    await expect(bench.store.list({ limit: 1, before: "no id" })).rejects.toMatchObject({ code: "invalid_input" });
  });

  test("finds by the beginning of an id, and says when that is not enough", async () => {
    const first = await ask({ id: "01a00000-0000-7000-8000-000000000001" });
    await ask({ id: "01a00000-0000-7000-8000-000000000002", argumentsDigest: "arguments-2" });
    expect(await bench.store.findByPrefix(first.id)).toEqual([first]);
    expect(await bench.store.findByPrefix("01A000000000700080000000000000 01".replace(" ", ""))).toEqual([first]);
    expect(await bench.store.findByPrefix("01a00000")).toHaveLength(2);
    for (const prefix of ["", "01b", "'; drop table approvals; --", "%", `${first.id}0`])
      expect(await bench.store.findByPrefix(prefix)).toEqual([]);
  });

  test("keeps texts from strangers, whatever is in them", async () => {
    const { id } = await ask({ client: "a\0b \ud800", arguments: '{"x":"\ud800\0"}', reason: "\0" });
    expect(
      await bench.store.decide({ id, state: "refused", decidedBy: "user:bob", reason: "no\0 \udc00" }),
    ).toMatchObject({
      approval: { decisionReason: expect.stringContaining("no") },
    });
  });
}
