import { cpSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fingerprintOfContents, fingerprintOfTimes, listFiles } from "./fingerprint.mjs";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "fingerprint-"));
  mkdirSync(join(root, "src", "inner"), { recursive: true });
  mkdirSync(join(root, "src", "dist"));
  writeFileSync(join(root, "src", "a.ts"), "a");
  writeFileSync(join(root, "src", "inner", "b.ts"), "b");
  writeFileSync(join(root, "src", "dist", "c.js"), "c");
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const files = () => listFiles(root, ["src", "missing"], (name: string) => name !== "dist");
const print = () => fingerprintOfTimes(root, files());

test("lists files below folders, without those not wanted", () => {
  expect(files()).toEqual(["src/a.ts", "src/inner/b.ts"]);
});

test("stays the same while nothing changes", () => {
  const before = print();
  writeFileSync(join(root, "src", "dist", "c.js"), "another");

  expect(print()).toBe(before);
});

test.for([
  { change: "a file of another size", apply: () => writeFileSync(join(root, "src", "a.ts"), "longer") },
  { change: "a file of another time", apply: () => utimesSync(join(root, "src", "a.ts"), 1, 1) },
  { change: "a new file", apply: () => writeFileSync(join(root, "src", "inner", "d.ts"), "") },
  { change: "a removed file", apply: () => rmSync(join(root, "src", "inner", "b.ts")) },
])("changes with $change", ({ apply }) => {
  const before = print();
  apply();

  expect(print()).not.toBe(before);
});

test("of contents survives a copy, and no change of content", () => {
  const copy = join(root, "copy");
  cpSync(join(root, "src"), join(copy, "src"), { recursive: true });
  const list = ["src/a.ts", "src/inner/b.ts"];

  expect(fingerprintOfContents(copy, list)).toBe(fingerprintOfContents(root, list));
  writeFileSync(join(copy, "src", "a.ts"), "b");
  expect(fingerprintOfContents(copy, list)).not.toBe(fingerprintOfContents(root, list));
});
