import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { endLeftovers } from "./leftovers.mjs";

const folder = mkdtempSync(join(tmpdir(), "mcp-leftovers-"));
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

async function start(code: string, options: { cwd?: string; env?: Record<string, string>; args?: string[] }) {
  const { args = [], ...rest } = options;
  const child = spawn(process.execPath, ["-e", code, ...args], { ...rest, detached: true, stdio: "ignore" });
  children.push(child);
  await once(child, "spawn");
  return { pid: child.pid, ended: once(child, "exit") };
}
const stay = "setInterval(() => {}, 1000)";

describe.runIf(process.platform === "linux")("what was left behind", () => {
  test("is ended and named: by its folder, its command or its environment, stopped or not", async () => {
    const mine = [
      await start(stay, { cwd: folder }),
      await start(stay, { args: [`${folder}/data`] }),
      await start(stay, { env: { TMPDIR: folder } }),
    ];
    if (mine[0]?.pid !== undefined) process.kill(mine[0].pid, "SIGSTOP");
    const other = await start(stay, {});
    const ended = await endLeftovers(folder, 200);
    expect(ended.map(({ pid }) => pid).toSorted()).toEqual(mine.map(({ pid }) => pid).toSorted());
    expect(ended.every(({ command }) => command.includes(stay))).toBe(true);
    for (const one of mine) expect((await one.ended)[1]).toBe("SIGKILL");
    expect(process.kill(other.pid ?? 0, 0)).toBe(true);
  });

  test("is not counted where it ends by itself meanwhile", async () => {
    await start("setTimeout(() => {}, 300)", { env: { TMPDIR: folder } });
    expect(await endLeftovers(folder, 10_000)).toEqual([]);
  });
});
