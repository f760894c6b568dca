import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findWebFolder } from "./find-web-folder.ts";

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "web-folder-"));
  await mkdir(join(root, "apps/admin/dist/web"), { recursive: true });
  await writeFile(join(root, "apps/admin/dist/web/index.html"), "");
});

afterAll(() => rm(root, { recursive: true }));

test.for(["apps/admin/dist/main.js", "apps/launcher/dist/chunk-ABC.js", "apps/admin/src/web-files/find-web-folder.ts"])(
  "from %s",
  (file) => {
    expect(findWebFolder(pathToFileURL(join(root, file)).href)).toBe(join(root, "apps/admin/dist/web"));
  },
);

test("undefined where it was not built", () => {
  expect(findWebFolder(pathToFileURL(join(root, "elsewhere/dist/main.js")).href)).toBeUndefined();
});
