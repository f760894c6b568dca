import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findUnmetNeeds, isInstalled } from "./needs.mjs";

test("finds the test files that say they need a missing program, and only those", () => {
  const root = mkdtempSync(join(tmpdir(), "needs-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, "e2e", "node_modules"), { recursive: true });
  writeFileSync(join(root, "e2e", "both.test.ts"), "// About it.\n// @needs redis-server, nginx\n");
  writeFileSync(join(root, "e2e", "here.test.ts"), "// @needs nginx\n");
  writeFileSync(join(root, "e2e", "none.test.ts"), 'const text = "// @needs redis-server";\n');
  writeFileSync(join(root, "e2e", "helper.ts"), "// @needs redis-server\n");
  writeFileSync(join(root, "e2e", "node_modules", "theirs.test.ts"), "// @needs redis-server\n");

  expect(findUnmetNeeds(root, (program: string) => program === "nginx")).toEqual([
    { file: "e2e/both.test.ts", missing: ["redis-server"] },
  ]);
});

test("looks on PATH", () => {
  expect(isInstalled("sh")).toBe(true);
  expect(isInstalled("no-such-program-anywhere")).toBe(false);
});
