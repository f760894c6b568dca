import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const fixture = fileURLToPath(new URL("../test/start-process.ts", import.meta.url));

/** Runs the fixture in an empty folder with nothing but these settings. */
async function run(env: Record<string, string>) {
  const cwd = mkdtempSync(join(tmpdir(), "mcp-tools-process-"));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  const child = spawn(process.execPath, [fixture], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let stderr = "";
  let stdout = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stderr, stdout, files: readdirSync(cwd) };
}

test("a wrong environment ends the process with 78, every problem said on stderr", async () => {
  const { code, stderr, stdout } = await run({ PORT: "nine", LOG_LEVEL: "loud", SECRET_KEY: "hunter2" });
  expect(code).toBe(78);
  expect(stderr).toMatch(/PORT: .*\n.*LOG_LEVEL: .*\n.*SECRET_KEY: /);
  expect(stderr).not.toContain("hunter2");
  expect(stdout).toBe("");
});

test("a process that needs no database leaves none behind, and stdout alone", async () => {
  const { code, stderr, stdout, files } = await run({});
  expect(stderr).toContain("service started");
  expect({ code, stdout, files }).toEqual({ code: 0, stdout: "", files: [] });
});
