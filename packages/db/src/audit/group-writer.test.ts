import { setTimeout as sleep } from "node:timers/promises";
import { AppError, silentLogger } from "@mcp-tools/core";
import { expect, test, vi } from "vitest";
import { createGroupWriter, type GroupWriterOptions } from "./group-writer.ts";

/** A store whose groups are settled by the test. */
function createStore() {
  const groups: { rows: readonly number[]; settle: (error?: Error) => void }[] = [];
  return {
    groups,
    store: (rows: readonly number[]) =>
      new Promise<void>((resolve, reject) => {
        groups.push({ rows, settle: (error) => (error === undefined ? resolve() : reject(error)) });
      }),
  };
}

function writerOn(store: GroupWriterOptions<number>["store"], options: Partial<GroupWriterOptions<number>> = {}) {
  return createGroupWriter<number>({
    store,
    open: async () => {},
    openTimeoutMs: 1000,
    sizeOf: () => 100,
    logger: silentLogger,
    groupTimeoutMs: 1000,
    rowsMax: 10_000,
    ...options,
  });
}

test("rows of one turn leave together, and those that come while two groups are under way make up one more", async () => {
  const { groups, store } = createStore();
  const writer = writerOn(store);

  const first = [writer.write(1), writer.write(2)];
  await vi.waitFor(() => expect(groups).toHaveLength(1));
  const second = writer.write(3);
  await vi.waitFor(() => expect(groups).toHaveLength(2));
  const third = [writer.write(4), writer.write(5)];
  await sleep(20);
  expect(writer.pending).toBe(2);
  groups[0]?.settle();
  await Promise.all(first);
  await vi.waitFor(() => expect(groups).toHaveLength(3));

  expect(groups.map(({ rows }) => rows)).toEqual([[1, 2], [3], [4, 5]]);
  expect(writer.pending).toBe(0);
  for (const group of groups) group.settle();
  await Promise.all([second, ...third]);
});

test("beside a large group no second one leaves", async () => {
  const { groups, store } = createStore();
  const writer = writerOn(store);
  const large = Array.from({ length: 9 }, (_, index) => writer.write(index));
  await vi.waitFor(() => expect(groups).toHaveLength(1));
  const next = writer.write(9);
  await sleep(20);
  expect(groups).toHaveLength(1);
  groups[0]?.settle();
  await Promise.all(large);
  await vi.waitFor(() => expect(groups).toHaveLength(2));
  groups[1]?.settle();
  await next;
});

test("a group is limited in rows and in bytes", async () => {
  const { groups, store } = createStore();
  const writer = writerOn(store, { sizeOf: (row) => (row < 0 ? 3_000_000 : 100) });
  const rows = Promise.all(
    [...Array.from({ length: 501 }, (_, index) => index), -1, -2].map((row) => writer.write(row)),
  );
  const settleAll = setInterval(() => groups.forEach(({ settle }) => settle()), 5);

  await rows;

  clearInterval(settleAll);
  expect(groups.map((group) => group.rows.length)).toEqual([500, 2, 1]);
});

test("a full queue refuses at once", async () => {
  const writer = writerOn(createStore().store, { rowsMax: 2 });
  void writer.write(1);
  void writer.write(2);

  await expect(writer.write(3)).rejects.toMatchObject({ code: "unavailable" });
});

test("a failed group is rejected, and a probe finds out when it works again", async () => {
  let isDown = true;
  const stored: (readonly number[])[] = [];
  const writer = writerOn(async (rows) => {
    if (isDown) throw new AppError("unavailable", "The database is gone.");
    stored.push(rows);
  });

  await expect(writer.write(1)).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("The database is gone."),
  });
  expect(writer.isAvailable()).toBe(false);
  isDown = false;

  await vi.waitFor(() => expect(writer.isAvailable()).toBe(true), 5000);
  expect(stored).toEqual([[]]);
});

test("a store that hangs is not waited for longer than the deadline", async () => {
  const writer = writerOn(() => new Promise(() => {}), { groupTimeoutMs: 50 });

  await expect(writer.write(1)).rejects.toMatchObject({ code: "unavailable" });
  expect(writer.isAvailable()).toBe(false);
});

test("flush waits for all that was accepted, and for no longer than its deadline", async () => {
  const { groups, store } = createStore();
  const writer = writerOn(store);
  void writer.write(1);
  await vi.waitFor(() => expect(groups).toHaveLength(1));

  await expect(writer.flush(20)).rejects.toMatchObject({ code: "timeout" });
  const flushed = writer.flush(1000);
  groups[0]?.settle();
  await flushed;
});
