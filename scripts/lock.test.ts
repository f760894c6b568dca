import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withLock } from "./lock.mjs";

let path: string;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lock-"));
  path = join(folder, "inner", "lock");
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("lets one in at a time, and everyone in the end", async () => {
  let inside = 0;
  let most = 0;
  const work = () =>
    withLock(path, async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 20));
      inside -= 1;
    });
  await Promise.all([work(), work(), work()]);

  expect(most).toBe(1);
  expect(existsSync(path)).toBe(false);
});

test("is released when the work fails", async () => {
  await expect(withLock(path, () => Promise.reject(new Error("no")))).rejects.toThrow("no");

  expect(await withLock(path, () => Promise.resolve("in"))).toBe("in");
});

test("says who holds it while waiting, and gives up in the end", async () => {
  const waits: string[] = [];
  await withLock(path, async () => {
    await expect(
      withLock(path, () => Promise.resolve(), { deadlineMs: 100, onWait: (owner) => waits.push(owner) }),
    ).rejects.toThrow(/remove .*lock/);
  });

  expect(waits).toEqual([`process ${process.pid} on ${hostname()}`]);
});

test("is taken over from a process that is gone", async () => {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  await withLock(path, () => Promise.resolve());
  writeFileSync(path, `${pid} ${hostname()}`);

  expect(await withLock(path, () => Promise.resolve("in"), { deadlineMs: 2000 })).toBe("in");
});

test("is taken over when nobody has touched it for long, whatever its pid says", async () => {
  await withLock(path, () => Promise.resolve());
  writeFileSync(path, `${process.pid} another-machine`);
  utimesSync(path, new Date(Date.now() - 60_000), new Date(Date.now() - 60_000));

  expect(await withLock(path, () => Promise.resolve("in"), { deadlineMs: 2000 })).toBe("in");
});
