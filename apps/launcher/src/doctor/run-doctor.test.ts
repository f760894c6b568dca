import { loadConfig } from "@mcp-tools/config";
import { expect, test } from "vitest";
import { collectOutput } from "../testing/collect-output.ts";
import { runDoctor } from "./run-doctor.ts";

test("wrong settings are findings too, every one of them, and nothing else is tried", async () => {
  const { output, printed } = collectOutput();
  const load = () => loadConfig({ env: { PORT: "many", AUTH: "maybe" }, envFile: "/nonexistent" });

  expect(await runDoctor(load, { json: true, output })).toBe(78);
  const { ok, findings } = JSON.parse(printed()) as { ok: boolean; findings: { check: string; text: string }[] };
  expect(ok).toBe(false);
  expect(findings.map(({ check }) => check)).toEqual(["node", "settings", "settings"]);
  expect(findings.map(({ text }) => text).join()).toMatch(/PORT.*AUTH/);
});
