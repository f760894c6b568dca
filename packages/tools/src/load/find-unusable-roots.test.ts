import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findUnusableRoots } from "./find-unusable-roots.ts";

test("a folder that is not there, and what is none, are found", async () => {
  const dir = mkdtempSync(join(tmpdir(), "mcp-tools-roots-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const file = join(dir, "file");
  writeFileSync(file, "");

  expect(await findUnusableRoots([join(dir, "missing"), dir, file])).toEqual([
    { root: join(dir, "missing"), reason: "it does not exist" },
    { root: file, reason: "it is no folder" },
  ]);
});
