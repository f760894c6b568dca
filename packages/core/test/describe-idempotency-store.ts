import { beforeEach, describe, expect, test } from "vitest";
import { createId, type IdempotencyClaim, type IdempotencyStore } from "../src/index.ts";

/** A store, and power over what it takes for the time and for the processes that run. */
export interface IdempotencyStoreLab {
  readonly store: IdempotencyStore;
  /** Everything in the store becomes older by so much. */
  age(ms: number): Promise<void>;
  /** The process reports itself now. */
  report(processId: string): Promise<void>;
  /** Ids announced so far, in order. */
  announced(): readonly string[];
}

const HOUR = 3_600_000;
const DEAD_MS = 20_000;

const claimOf = (overrides: Partial<IdempotencyClaim> = {}): IdempotencyClaim => ({
  principalId: "key:ci",
  tool: "pay",
  key: "order 7",
  argumentsDigest: "arguments-1",
  callId: createId(),
  processId: "p",
  keepMs: 24 * HOUR,
  ...overrides,
});

/** What every idempotency store keeps to, whatever it keeps its rows in. */
export function describeIdempotencyStore(name: string, open: () => Promise<IdempotencyStoreLab>): void {
  describe(`idempotency store ${name}`, () => {
    let lab: IdempotencyStoreLab;
    let store: IdempotencyStore;
    beforeEach(async () => {
      lab = await open();
      store = lab.store;
    });

    const claim = (overrides?: Partial<IdempotencyClaim>) => store.claim(claimOf(overrides));
    /** Claims and finishes. */
    const run = async (overrides?: Partial<IdempotencyClaim>) => {
      const { id } = await claim(overrides);
      await store.finish(id, '{"content":[]}');
      return id;
    };

    test("the first has the key; the others learn that it runs, and then how it ended", async () => {
      const callId = createId();
      expect(await claim({ callId })).toEqual({ state: "claimed", id: callId });
      const running = { state: "running", id: callId, argumentsDigest: "arguments-1" };
      expect(await claim()).toEqual(running);
      expect(await store.get(callId)).toEqual(running);
      expect(await store.stillRunning([callId, createId()])).toEqual([callId]);
      await store.finish(callId, '{"content":[]}');
      const done = { ...running, state: "done", callId, result: '{"content":[]}' };
      expect(await claim()).toEqual(done);
      expect(await store.get(callId)).toEqual(done);
      expect(await store.stillRunning([callId])).toEqual([]);
      await expect.poll(lab.announced).toEqual([callId]);
    });

    test("of many at the same instant exactly one has it", async () => {
      const claims = await Promise.all(Array.from({ length: 40 }, () => claim()));
      const claimed = claims.filter(({ state }) => state === "claimed");
      expect(claimed).toHaveLength(1);
      expect(claims.every(({ id }) => id === claimed[0]?.id)).toBe(true);
    });

    test("the call that has it may say so again", async () => {
      const callId = createId();
      await claim({ callId });
      expect(await claim({ callId })).toEqual({ state: "claimed", id: callId });
    });

    test.for([{ principalId: "key:other" }, { tool: "other" }, { key: "order 8" }])(
      "it is another key for another %o",
      async (other) => {
        await claim();
        expect(await claim(other)).toMatchObject({ state: "claimed" });
      },
    );

    test("what was used with other arguments says with which", async () => {
      await run();
      expect(await claim({ argumentsDigest: "arguments-2" })).toMatchObject({
        state: "done",
        argumentsDigest: "arguments-1",
      });
    });

    test("a released key is free, and whoever waited is told", async () => {
      const { id } = await claim();
      await store.release(id);
      expect(await store.get(id)).toBeUndefined();
      await expect.poll(lab.announced).toEqual([id]);
      expect(await claim()).toMatchObject({ state: "claimed" });
    });

    test("releasing what is over, or never arrived, changes nothing", async () => {
      const id = await run();
      await store.release(id);
      await store.release(createId());
      await store.lose(id);
      expect(await claim()).toMatchObject({ state: "done", id });
    });

    test("a lost one stays unknown, also for whoever repeats it", async () => {
      const { id } = await claim();
      await store.lose(id);
      expect(await claim()).toEqual({ state: "unknown", id, callId: id, argumentsDigest: "arguments-1" });
      await expect.poll(lab.announced).toEqual([id]);
    });

    test("it is kept for its time from when it ended, and then forgotten", async () => {
      const { id } = await claim();
      await lab.age(20 * HOUR);
      await store.finish(id, "{}");
      await lab.age(23 * HOUR);
      expect(await claim()).toMatchObject({ state: "done" });
      await lab.age(2 * HOUR);
      expect(await store.get(id)).toBeUndefined();
      expect(await claim()).toMatchObject({ state: "claimed" });
    });

    test("one that runs longer than keys are kept keeps its key", async () => {
      const { id } = await claim({ keepMs: 1000 });
      await lab.age(5000);
      await store.sweep(DEAD_MS);
      expect(await claim()).toMatchObject({ state: "running", id });
    });

    test("sweeping forgets what is due, and makes unknown what a process left behind", async () => {
      const old = await run({ key: "old", keepMs: 1000 });
      const kept = await run({ key: "kept" });
      const gone = await claim({ key: "gone", processId: "gone" });
      const alive = await claim({ key: "alive", processId: "alive" });
      expect(await store.sweep(DEAD_MS)).toEqual([]);
      await lab.age(DEAD_MS + 1000);
      await lab.report("alive");
      const swept = (await Promise.all([store.sweep(DEAD_MS), store.sweep(DEAD_MS)])).flat();
      expect(swept).toEqual([{ id: gone.id, callId: gone.id, principalId: "key:ci", tool: "pay" }]);
      expect(await store.get(gone.id)).toMatchObject({ state: "unknown", callId: gone.id });
      expect(await store.get(alive.id)).toMatchObject({ state: "running" });
      expect(await store.get(kept)).toMatchObject({ state: "done" });
      expect(await store.get(old)).toBeUndefined();
      await expect.poll(lab.announced).toContain(gone.id);
    });

    test("a process that was thought to be gone can still say how its call ended", async () => {
      const { id } = await claim();
      await lab.age(DEAD_MS + 1000);
      await store.sweep(DEAD_MS);
      await store.finish(id, "{}");
      expect(await claim()).toMatchObject({ state: "done", result: "{}" });
    });

    test("keeps results from strangers, whatever is in them, and long ones", async () => {
      const { id } = await claim();
      await store.finish(id, `{"a":"\0\ud800${"x".repeat(2_000_000)}"}`);
      expect(await store.get(id)).toMatchObject({ state: "done", result: expect.stringContaining("xxx") });
    });
  });
}
