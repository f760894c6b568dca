import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@mcp-tools/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createTestClient, createTestToolbox } from "../testing.ts";
import { loadToolsDir } from "./load-tools-dir.ts";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "mcp-tools-dir-"));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const source = (name: string) =>
  `export default { name: ${JSON.stringify(name)}, description: "d", access: "read", run: () => "from ${name}" };`;
const write = (files: Record<string, string>) =>
  Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(dir, name), text)));

async function load(from = dir) {
  const error = vi.fn();
  const pack = await loadToolsDir(from, { ...silentLogger, error });
  const names = pack.definitions.map((definition) => ("name" in definition ? definition.name : ""));
  return { pack, names, logged: error.mock.calls };
}

test("loads .ts, .js and .mjs files in the order of their names, one definition or several", async () => {
  await write({
    "c.mjs": source("from_mjs"),
    "a.ts": `const name: string = "from_ts"; export default [{ name, description: "d", access: "read", run: () => name }, { name: "p", messages: () => "hi" }];`,
    "package.json": `{ "type": "module" }`,
    "b.js": source("from_js"),
  });
  const { pack, names, logged } = await load();

  expect(names).toEqual(["from_ts", "p", "from_js", "from_mjs"]);
  expect(pack).toMatchObject({ name: "custom", description: `Your own tools, from ${dir}` });
  expect(logged).toEqual([]);
});

test("leaves alone what is no tool file", async () => {
  await write({ "notes.md": "#", "types.d.ts": "export {};", "a.test.ts": "throw 1", "data.json": "{}" });
  await mkdir(join(dir, "lib"));
  await writeFile(join(dir, "lib", "part.mjs"), source("hidden"));

  expect(await load()).toMatchObject({ names: [], logged: [] });
});

test("what it loads can be called", async () => {
  await write({ "hello.mjs": source("hello") });
  const { pack } = await load();

  expect(await createTestToolbox(pack.definitions).call("hello")).toMatchObject({
    result: { content: [{ text: "from hello" }] },
  });
});

test.for([
  ["has a mistake in its syntax", "export default {"],
  ["throws while it loads", "throw new Error('no');"],
  ["exports nothing", "export const name = 'x';"],
  ["exports something else", "export default { hello: 1 };"],
  [
    "exports a tool that is malformed",
    `export default { name: "bad name", description: "d", access: "read", run: () => "" };`,
  ],
  ["exports a name that an earlier file has", source("good")],
] as const)("a file that %s is logged and left out, and the others stay", async ([, broken]) => {
  await write({ "a-good.mjs": source("good"), "b-broken.mjs": broken, "c-fine.mjs": source("fine") });
  const { names, logged } = await load();

  expect(names).toEqual(["good", "fine"]);
  expect(logged).toEqual([[{ err: expect.any(Error), file: join(dir, "b-broken.mjs") }, "tool file not loaded"]]);
});

test("whoever wants to know of the files that are left out is told instead of the log", async () => {
  await write({ "a-broken.mjs": "export default {", "b-fine.mjs": source("fine") });
  const error = vi.fn();
  const onFailure = vi.fn();
  const pack = await loadToolsDir(dir, { ...silentLogger, error }, onFailure);

  expect(pack.definitions).toHaveLength(1);
  expect(onFailure.mock.calls).toEqual([[{ file: join(dir, "a-broken.mjs"), error: expect.any(Error) as Error }]]);
  expect(error).not.toHaveBeenCalled();
});

test("the example tools work", async () => {
  const { pack, logged } = await load(join(import.meta.dirname, "../../../../examples/tools"));
  expect(logged).toEqual([]);
  const { call, toolbox } = createTestToolbox(pack.definitions);
  const booking = { room: "Cedar", day: "2026-03-31" };
  const client = createTestClient({ ask_1: { action: "accept", content: { title: "Planning" } } });

  expect(await call("text_stats", { text: "a b\nc" })).toMatchObject({
    result: { structuredContent: { words: 3, lines: 2, characters: 5 } },
  });
  expect(await call("book_room", booking, { client })).toMatchObject({
    result: { structuredContent: { booked: true, reference: "cedar-2026-03-31-planning" } },
  });
  expect(await call("book_room", booking, { client: createTestClient() })).toMatchObject({
    requests: { ask_1: { params: { message: "Book Cedar on 2026-03-31 for 2?" } } },
  });
  const chapter = toolbox.registry.matchTemplate("handbook://holidays");
  expect(chapter?.template.read(chapter.variables, undefined as never)).toContain("30 days");
  expect(toolbox.registry.prompt("ask_handbook")?.messages({ question: "Why?" }, undefined as never)).toContain(
    "Question: Why?",
  );
});

test("a folder that cannot be read is an error that names it", async () => {
  const missing = join(dir, "missing");

  await expect(loadToolsDir(missing, silentLogger)).rejects.toMatchObject({
    code: "invalid_input",
    message: `TOOLS_DIR: cannot read the folder ${missing}. Create it, or correct the setting.`,
    detail: { setting: "TOOLS_DIR" },
  });
});
