import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withFileLock } from "./file-lock.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mcp-lock-"));
  path = join(folder, "lock");
});
afterEach(() => rm(folder, { recursive: true }));

const deadPid = () => spawnSync(process.execPath, ["--version"]).pid;

test("one at a time, and nothing is left behind", async () => {
  let holders = 0;
  let most = 0;
  const hold = async (result: number) => {
    most = Math.max(most, ++holders);
    await sleep(5);
    holders--;
    return result;
  };

  const results = await Promise.all([1, 2, 3, 4].map((result) => withFileLock(path, 5000, () => hold(result))));

  expect(results).toEqual([1, 2, 3, 4]);
  expect(most).toBe(1);
  expect(await readdir(folder)).toEqual([]);
});

test("work that fails gives the lock back", async () => {
  await expect(withFileLock(path, 1000, () => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
  expect(await withFileLock(path, 1000, async () => "free")).toBe("free");
});

test.for([
  { name: "a dead process", pid: deadPid, host: hostname(), ageS: 0 },
  {
    name: "a process that stopped touching it, whoever has its pid now",
    pid: () => process.pid,
    host: hostname(),
    ageS: 60,
  },
  { name: "a container that is gone", pid: () => 1, host: "elsewhere", ageS: 60 },
])("the lock of $name is taken over, by one of many", async ({ pid, host, ageS }) => {
  await writeFile(path, JSON.stringify({ pid: pid(), host, token: "old" }));
  const touched = new Date(Date.now() - ageS * 1000);
  await utimes(path, touched, touched);
  let holders = 0;
  const hold = async () => {
    expect(++holders).toBe(1);
    await sleep(5);
    holders--;
  };

  await Promise.all([1, 2, 3].map(() => withFileLock(path, 2000, hold)));

  expect(await readdir(folder)).toEqual([]);
});

test.for([
  { name: "a living process", pid: process.pid, host: hostname() },
  { name: "another container that is at work", pid: 1, host: "elsewhere" },
])("the lock of $name is waited for, up to the deadline", async ({ pid, host }) => {
  await writeFile(path, JSON.stringify({ pid, host, token: "theirs" }));

  await expect(withFileLock(path, 100, async () => {})).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining(path),
  });
});
