import { expect, test } from "vitest";
import { createRefresher } from "./create-refresher.ts";

test("one at a time, and who asks meanwhile shares one more round", async () => {
  const ends: (() => void)[] = [];
  const refresher = createRefresher(() => new Promise((resolve) => void ends.push(resolve)));
  const first = refresher.refresh();
  expect(refresher.isBusy).toBe(true);
  const others = [refresher.refresh(), refresher.refresh(), refresher.refresh()];
  expect(ends).toHaveLength(1);
  ends[0]?.();
  await expect.poll(() => ends.length).toBe(2);
  ends[1]?.();
  await Promise.all([first, ...others]);
  expect(ends).toHaveLength(2);
  expect(refresher.isBusy).toBe(false);
});

test("what failed is told to who asked, and the next one tries again", async () => {
  let turns = 0;
  const refresher = createRefresher(async () => {
    if ((turns += 1) === 1) throw new Error("away");
  });
  await expect(refresher.refresh()).rejects.toThrow("away");
  await refresher.refresh();
  expect(turns).toBe(2);
});
