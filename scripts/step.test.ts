import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";
import { nodeProblem } from "../packages/platform/src/require-node.ts";
import { createEchoFilter, exitCodeOf, run, runSetupStep } from "./step.mjs";
import { isNodeNewEnough } from "./toolchain.mjs";

const node = process.execPath;
const step = join(import.meta.dirname, "step.mjs");

test("tells the exit code of a program", async () => {
  expect(await run(node, ["-e", "process.exit(7)"])).toEqual({ code: 7, received: undefined });
});

test("tells the signal that ended a program as a shell would", async () => {
  expect(await run(node, ["-e", "process.kill(process.pid, 'SIGKILL')"])).toEqual({ code: 137, received: undefined });
  expect([exitCodeOf("SIGINT"), exitCodeOf("SIGTERM")]).toEqual([130, 143]);
});

test("fails for a program that is not there", async () => {
  await expect(run("/no/such/program", [])).rejects.toThrow("ENOENT");
});

test.for(["SIGTERM", "SIGINT"] as const)("passes %s on, and ends with the program's own exit code", async (signal) => {
  const inner = `process.once("${signal}", () => process.exit(42)); setInterval(() => {}, 1000); console.log("up");`;
  const outer = `import { run } from ${JSON.stringify(step)};
    const { code, received } = await run(process.execPath, ["-e", ${JSON.stringify(inner)}], { stdio: "inherit" });
    console.log(received);
    process.exit(code);`;
  const child = spawn(node, ["--input-type=module", "-e", outer], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  await once(child.stdout, "data");
  child.kill(signal);
  const [code] = (await once(child, "close")) as [number];

  expect(code).toBe(42);
  expect(output).toBe(`up\n${signal}\n`);
});

test("one Ctrl-C that comes twice at once is one; pressed again later it is another", () => {
  let now = 1000;
  const isEcho = createEchoFilter(() => now);
  const heard = (signal: NodeJS.Signals, at: number) => {
    now = at;
    return !isEcho(signal);
  };

  expect(heard("SIGINT", 1000)).toBe(true);
  expect(heard("SIGINT", 1002)).toBe(false);
  expect(heard("SIGINT", 1250)).toBe(false);
  expect(heard("SIGINT", 1400)).toBe(true);
  expect(heard("SIGTERM", 1401)).toBe(true);
  expect(heard("SIGTERM", 1402)).toBe(true);
});

test("a step that fails says what to do about it", async () => {
  await expect(runSetupStep("Do this.", node, ["-e", "process.exit(1)"], {})).rejects.toThrow("Do this.");
  await expect(runSetupStep("Do this.", node, ["-e", ""], {})).resolves.toBeUndefined();
});

test.for([
  { version: "v18.20.0", isNew: false },
  { version: "v22.17.1", isNew: false },
  { version: "v22.18.0", isNew: true },
  { version: "v24.0.0", isNew: true },
])("Node $version can run the project itself: $isNew", ({ version, isNew }) => {
  expect(isNodeNewEnough(version)).toBe(isNew);
  // What the built apps say of it when they are started directly.
  expect(nodeProblem(version.slice(1)) === undefined).toBe(isNew);
});
