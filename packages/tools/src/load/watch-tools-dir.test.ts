import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@mcp-tools/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createRegistry } from "../registry/create-registry.ts";
import { loadToolsDir } from "./load-tools-dir.ts";
import { watchToolsDir } from "./watch-tools-dir.ts";

let dir: string;
let release: () => void = () => {};
let edits = 0;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "mcp-tools-watch-"));
});
afterEach(async () => {
  release();
  await rm(dir, { recursive: true, force: true });
});

/** Each edit is a second newer, whatever the file system's clock resolves. */
async function write(name: string, text: string): Promise<void> {
  edits += 1;
  await writeFile(join(dir, name), text);
  const time = Date.now() / 1000 + edits;
  await utimes(join(dir, name), time, time);
}
const tool = (name: string, description: string) =>
  `export default { name: "${name}", description: "${description}", access: "read", run: () => "" };`;

async function open() {
  const registry = createRegistry({ timeoutMs: 1_000 });
  registry.setPack(await loadToolsDir(dir, silentLogger));
  const error = vi.fn();
  release = watchToolsDir(dir, registry, { ...silentLogger, error });
  const listed = () => registry.tools().map(({ listing }) => `${listing.name}: ${listing.description}`);
  return { registry, error, listed };
}

test("a changed, a new and a removed file change the tools", async () => {
  await write("a.mjs", tool("a", "first"));
  const { registry, listed } = await open();
  const onChange = vi.fn();
  registry.onChange(onChange);
  expect(listed()).toEqual(["a: first"]);

  await write("a.mjs", tool("a", "second"));
  await expect.poll(listed, { timeout: 5_000 }).toEqual(["a: second"]);
  expect(onChange).toHaveBeenCalledWith("tools");

  await write("b.mjs", tool("b", "new"));
  await expect.poll(listed, { timeout: 5_000 }).toEqual(["a: second", "b: new"]);

  await rm(join(dir, "a.mjs"));
  await expect.poll(listed, { timeout: 5_000 }).toEqual(["b: new"]);
});

test("a change that cannot be registered leaves the old tools standing", async () => {
  await write("a.mjs", tool("a", "first"));
  const { registry, listed, error } = await open();
  registry.setPack({
    name: "other",
    description: "",
    definitions: [{ name: "taken", description: "d", access: "read", run: () => "" }],
  });

  await write("a.mjs", tool("taken", "second"));
  await expect.poll(() => error.mock.calls.length, { timeout: 5_000 }).toBeGreaterThan(0);

  expect(listed()).toEqual(["a: first", "taken: d"]);
  expect(error.mock.calls[0]).toEqual([
    { err: expect.objectContaining({ code: "conflict" }), dir },
    "tools folder not reloaded",
  ]);
});

test("a slow reload that was overtaken changes nothing", async () => {
  await write("a.mjs", tool("a", "first"));
  const { listed } = await open();
  const state = { started: false, loaded: false };
  Object.assign(globalThis, { slowTool: state });
  await write(
    "a.mjs",
    `slowTool.started = true; await new Promise((resolve) => setTimeout(resolve, 700)); slowTool.loaded = true; ${tool("a", "slow")}`,
  );
  await expect.poll(() => state.started, { timeout: 5_000 }).toBe(true);

  await write("a.mjs", tool("a", "quick"));
  await expect.poll(listed, { timeout: 5_000 }).toEqual(["a: quick"]);
  await expect.poll(() => state.loaded, { timeout: 5_000 }).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 50));

  expect(listed()).toEqual(["a: quick"]);
});

test("after the release nothing changes any more", async () => {
  await write("a.mjs", tool("a", "first"));
  const { listed } = await open();
  await write("a.mjs", tool("a", "second"));
  release();
  await new Promise((resolve) => setTimeout(resolve, 300));

  expect(listed()).toEqual(["a: first"]);
});
