import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { textOf, toolsOf } from "../testing-context.ts";
import { replaceFile } from "./content/replace-file.ts";
import { createFilesPack } from "./files-pack.ts";
import { createLocate } from "./paths/locate.ts";

let root: string;
let call: ReturnType<typeof toolsOf>;
const at = (...names: string[]) => join(root, ...names);
const text = async (name: string, input: object) => textOf(await call(name, input));

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "files-pack-"));
  call = toolsOf(createFilesPack({ roots: [root] }));
});
afterEach(() => rm(root, { recursive: true, force: true }));

test("offers the tools of the reference filesystem server", () => {
  const names = createFilesPack({ roots: [root] }).definitions.map(
    (definition) => "name" in definition && definition.name,
  );
  expect(names).toEqual([
    "read_file",
    "read_text_file",
    "read_media_file",
    "read_multiple_files",
    "write_file",
    "edit_file",
    "create_directory",
    "list_directory",
    "list_directory_with_sizes",
    "directory_tree",
    "move_file",
    "search_files",
    "get_file_info",
    "list_allowed_directories",
  ]);
});

test("reads text, under both names, by absolute and relative path", async () => {
  await writeFile(at("a.txt"), "one\ntwo\n");
  expect((await call("read_text_file", { path: at("a.txt") })).structuredContent).toEqual({ content: "one\ntwo\n" });
  expect(await text("read_file", { path: "a.txt" })).toBe("one\ntwo\n");
  expect(await text("read_file", { path: "./sub/../a.txt" })).toBe("one\ntwo\n");
});

test.for([
  [{ head: 2 }, "1\n2"],
  [{ head: 9 }, "1\n2\n3\n4\n"],
  [{ tail: 1 }, "4"],
  [{ tail: 2 }, "3\n4"],
  [{ tail: 9 }, "1\n2\n3\n4"],
] as const)("reads %o lines", async ([range, expected]) => {
  await writeFile(at("a.txt"), "1\n2\n3\n4\n");
  expect(await text("read_text_file", { path: "a.txt", ...range })).toBe(expected);
});

test("reads the ends of a file of many chunks", async () => {
  const lines = Array.from({ length: 40_000 }, (_, index) => `line ${index} äöü`);
  await writeFile(at("long.txt"), lines.join("\n"));
  expect(await text("read_text_file", { path: "long.txt", head: 9_000 })).toBe(lines.slice(0, 9_000).join("\n"));
  expect(await text("read_text_file", { path: "long.txt", tail: 9_000 })).toBe(lines.slice(-9_000).join("\n"));
});

test("refuses head together with tail", async () => {
  await expect(call("read_text_file", { path: "a.txt", head: 1, tail: 1 })).rejects.toMatchObject({
    code: "invalid_input",
  });
});

test("reads UTF-16 and leaves a byte order mark out", async () => {
  await writeFile(at("wide.txt"), Buffer.from("\ufeffgrüße\nzwei\n", "utf16le"));
  await writeFile(at("bom.txt"), "\ufeffhello");
  expect(await text("read_text_file", { path: "wide.txt", head: 1 })).toBe("grüße");
  expect(await text("read_text_file", { path: "bom.txt" })).toBe("hello");
});

test("says how to get at what is too large or binary", async () => {
  await writeFile(at("large.txt"), "x".repeat(2_000_000));
  await writeFile(at("data.bin"), Buffer.from([1, 2, 0, 3]));
  await expect(text("read_text_file", { path: "large.txt" })).rejects.toMatchObject({
    code: "too_large",
    message: expect.stringMatching(/1\.91 MB.*head or tail/),
  });
  await expect(text("read_text_file", { path: "large.txt", head: 1 })).rejects.toMatchObject({ code: "too_large" });
  await expect(text("read_text_file", { path: "large.txt", tail: 1 })).rejects.toMatchObject({ code: "too_large" });
  await expect(text("read_text_file", { path: "data.bin" })).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringContaining("read_media_file"),
  });
});

test.for([
  ["missing.txt", "not_found"],
  ["no/such/folder.txt", "not_found"],
  ["folder", "invalid_input"],
  ["file.txt/below", "invalid_input"],
  ["", "invalid_input"],
  ["nul\0byte", "invalid_input"],
  ["C:\\Users\\me\\a.txt", "invalid_input"],
  ["x".repeat(300), "invalid_input"],
] as const)("refuses to read %j", async ([path, code]) => {
  await mkdir(at("folder"));
  await writeFile(at("file.txt"), "");
  await expect(call("read_text_file", { path })).rejects.toMatchObject({ name: "AppError", code });
});

test("tells names apart as the file system does", async () => {
  await writeFile(at("name"), "plain");
  await writeFile(at("name."), "dot");
  await writeFile(at("..."), "dots");
  expect(await text("read_text_file", { path: "name." })).toBe("dot");
  expect(await text("read_text_file", { path: "..." })).toBe("dots");
});

test("finds a name whose accents are written otherwise", async () => {
  await writeFile(at("résumé.txt".normalize("NFD")), "found");
  expect(await text("read_text_file", { path: "résumé.txt".normalize("NFC") })).toBe("found");
});

test("expands ~ to the home folder", async () => {
  const outside = toolsOf(createFilesPack({ roots: [join(root, "elsewhere")] }));
  await expect(outside("get_file_info", { path: "~/x" })).rejects.toMatchObject({ code: "forbidden" });
  const home = toolsOf(createFilesPack({ roots: [root, homedir()] }));
  expect(textOf(await home("get_file_info", { path: "~" }))).toContain("isDirectory: true");
});

test("gives images and audio as such, and anything else as a resource", async () => {
  const bytes = Buffer.from([137, 80, 78, 71]);
  for (const name of ["a.PNG", "b.mp3", "c.bin"]) await writeFile(at(name), bytes);
  const data = bytes.toString("base64");
  expect((await call("read_media_file", { path: "a.PNG" })).content).toEqual([
    { type: "image", data, mimeType: "image/png" },
  ]);
  expect((await call("read_media_file", { path: "b.mp3" })).content).toEqual([
    { type: "audio", data, mimeType: "audio/mpeg" },
  ]);
  expect((await call("read_media_file", { path: "c.bin" })).content).toMatchObject([
    {
      type: "resource",
      resource: { uri: expect.stringMatching(/^file:\/\/.*c\.bin$/), mimeType: "application/octet-stream", blob: data },
    },
  ]);
  await writeFile(at("huge.png"), Buffer.alloc(900_000));
  await expect(call("read_media_file", { path: "huge.png" })).rejects.toMatchObject({ code: "too_large" });
});

test("reads several files, each failure in its place", async () => {
  await writeFile(at("a.txt"), "A");
  await writeFile(at("b.txt"), "B");
  expect(await text("read_multiple_files", { paths: ["a.txt", "none.txt", "b.txt"] })).toMatch(
    /^a\.txt:\nA\n\n---\nnone\.txt: Error - There is no file.*\n---\nb\.txt:\nB\n$/,
  );
});

test("keeps several files together within one answer", async () => {
  for (const name of ["a", "b", "c"]) await writeFile(at(name), name.repeat(300_000));
  const read = await call("read_multiple_files", { paths: ["a", "b", "c"] });
  expect(textOf(read)).toMatch(/^a:\na+\n\n---\nb: Error - .*\n---\nc: Error - /);
  expect(Buffer.byteLength(textOf(read))).toBeLessThan(1_048_576 / 2);
});

test("writes a new file, and all of an old one with its mode", async () => {
  expect(await text("write_file", { path: "a.sh", content: "one" })).toBe("Successfully wrote to a.sh");
  await chmod(at("a.sh"), 0o754);
  await call("write_file", { path: at("a.sh"), content: "two ✓" });
  expect(await readFile(at("a.sh"), "utf8")).toBe("two ✓");
  expect((await stat(at("a.sh"))).mode & 0o777).toBe(0o754);
  expect(await readdir(root)).toEqual(["a.sh"]);
});

test("writes through a link to a file inside", async () => {
  await writeFile(at("real.txt"), "old");
  await symlink("real.txt", at("link.txt"));
  await call("write_file", { path: "link.txt", content: "new" });
  expect(await readFile(at("real.txt"), "utf8")).toBe("new");
});

test("does not write where there is no folder, or over one", async () => {
  await mkdir(at("folder"));
  await expect(call("write_file", { path: "no/a.txt", content: "" })).rejects.toMatchObject({
    code: "not_found",
    message: expect.stringContaining("create_directory"),
  });
  await expect(call("write_file", { path: "folder", content: "" })).rejects.toMatchObject({ code: "invalid_input" });
  await expect(call("write_file", { path: ".", content: "" })).rejects.toMatchObject({ code: "invalid_input" });
});

test("edits one passage after the other and shows the difference", async () => {
  await writeFile(at("a.txt"), "one\ntwo\nthree\n");
  const edits = [
    { oldText: "two", newText: "2" },
    { oldText: "2\nthree", newText: "2\n3\n4" },
  ];
  const preview = await text("edit_file", { path: "a.txt", edits, dryRun: true });
  expect(await readFile(at("a.txt"), "utf8")).toBe("one\ntwo\nthree\n");
  expect(await text("edit_file", { path: "a.txt", edits })).toBe(preview);
  expect(preview).toBe("```diff\n--- a.txt\n+++ a.txt\n@@ -1,3 +1,4 @@\n one\n-two\n-three\n+2\n+3\n+4\n```\n");
  expect(await readFile(at("a.txt"), "utf8")).toBe("one\n2\n3\n4\n");
});

test("edits lines that differ in white space only, at the file's own indentation", async () => {
  await writeFile(at("a.ts"), "class A {\n    run() {\n        stop();\n    }\n}\n");
  await call("edit_file", {
    path: "a.ts",
    edits: [{ oldText: "run() {\n  stop();\n}", newText: "run() {\n    go();\n}" }],
  });
  expect(await readFile(at("a.ts"), "utf8")).toBe("class A {\n    run() {\n        go();\n    }\n}\n");
});

test("keeps the line ends of a file it edits", async () => {
  await writeFile(at("dos.txt"), "\ufeffone\r\ntwo\r\nthree\r\n");
  await call("edit_file", { path: "dos.txt", edits: [{ oldText: "one\ntwo", newText: "1\n2\n2b" }] });
  expect(await readFile(at("dos.txt"), "utf8")).toBe("\ufeff1\r\n2\r\n2b\r\nthree\r\n");
});

test("makes all edits or none", async () => {
  await writeFile(at("a.txt"), "one");
  const edits = [
    { oldText: "one", newText: "two" },
    { oldText: "three", newText: "four" },
  ];
  await expect(call("edit_file", { path: "a.txt", edits })).rejects.toMatchObject({
    code: "not_found",
    message: expect.stringMatching(/^Edit 2 of 2.*three/),
  });
  expect(await readFile(at("a.txt"), "utf8")).toBe("one");
});

test("says when a text to replace occurs more than once, and when nothing changes", async () => {
  await writeFile(at("a.txt"), "x x");
  const edited = await call("edit_file", { path: "a.txt", edits: [{ oldText: "x", newText: "$&" }] });
  expect(edited.structuredContent).toMatchObject({
    notice: "Edit 1 of 1: the text occurs 2 times; the first was replaced.",
  });
  expect(await readFile(at("a.txt"), "utf8")).toBe("$& x");
  expect(await text("edit_file", { path: "a.txt", edits: [{ oldText: "$&", newText: "$&" }] })).toMatch(/^No changes/);
});

test("does not edit what it could not write back as it was", async () => {
  await writeFile(at("latin1.txt"), Buffer.from([0x67, 0x72, 0xfc, 0xdf]));
  await expect(
    call("edit_file", { path: "latin1.txt", edits: [{ oldText: "g", newText: "h" }] }),
  ).rejects.toMatchObject({ code: "invalid_input" });
});

test("does not overwrite what someone else wrote while an edit was made", async () => {
  await writeFile(at("a.txt"), "one");
  const meanwhile = createLocate({ roots: [root] })("a.txt", async (place) => {
    await writeFile(at("a.txt"), "theirs");
    await replaceFile(place, "ours", { onlyIfUnchanged: true });
  });
  await expect(meanwhile).rejects.toMatchObject({ code: "conflict" });
  expect(await readFile(at("a.txt"), "utf8")).toBe("theirs");
  expect(await readdir(root)).toEqual(["a.txt"]);
});

test("makes folders with those above them, any number of times", async () => {
  await call("create_directory", { path: "a/b/c" });
  expect(await text("create_directory", { path: "a/b/c" })).toBe("Successfully created directory a/b/c");
  expect((await stat(at("a/b/c"))).isDirectory()).toBe(true);
  await call("create_directory", { path: root });
  await writeFile(at("file"), "");
  await expect(call("create_directory", { path: "file" })).rejects.toMatchObject({ code: "conflict" });
  await expect(call("create_directory", { path: "file/below" })).rejects.toMatchObject({ code: "invalid_input" });
});

test("lists a folder, with and without sizes", async () => {
  await mkdir(at("sub"));
  await writeFile(at("b.txt"), "x".repeat(2048));
  await writeFile(at("a.txt"), "x");
  await symlink("/etc/passwd", at("link"));
  execFileSync("mkfifo", [at("pipe")]);
  expect(await text("list_directory", { path: root })).toBe(
    "[FILE] a.txt\n[FILE] b.txt\n[LINK] link\n[OTHER] pipe\n[DIR] sub",
  );
  const bySize = (await text("list_directory_with_sizes", { path: ".", sortBy: "size" })).split("\n");
  expect(bySize[0]).toMatch(/^\[FILE\] b\.txt +2\.00 KB$/);
  expect(bySize.slice(-3)).toEqual(["", "Total: 4 files, 1 directories", "Combined size: 2.00 KB"]);
  await expect(call("list_directory", { path: "a.txt" })).rejects.toMatchObject({ code: "invalid_input" });
  await expect(call("list_directory", { path: "none" })).rejects.toMatchObject({ code: "not_found" });
});

test("says when a folder holds more than it shows", async () => {
  const small = toolsOf(createFilesPack({ roots: [root], resultBytesMax: 10_300 }));
  await Promise.all(Array.from({ length: 200 }, (_, index) => writeFile(at(`file-${index}.txt`), "")));
  const listed = await small("list_directory", { path: root });
  expect(Buffer.byteLength(textOf(listed))).toBeLessThan(1_100);
  expect(listed.structuredContent).toMatchObject({ notice: expect.stringMatching(/more entries.*\d+ are shown/) });
});

test("shows the tree as JSON, without what is excluded, and does not follow links", async () => {
  await mkdir(at("src/deep"), { recursive: true });
  await mkdir(at("node_modules/x"), { recursive: true });
  await writeFile(at("src/deep/a.log"), "");
  await writeFile(at("src/b.ts"), "");
  await symlink(root, at("src/loop"));
  const tree = await text("directory_tree", { path: root, excludePatterns: ["node_modules", "**/*.log"] });
  expect(tree).toContain('\n  {\n    "name": "src"');
  expect(JSON.parse(tree)).toEqual([
    {
      name: "src",
      type: "directory",
      children: [
        { name: "b.ts", type: "file" },
        { name: "deep", type: "directory", children: [] },
        { name: "loop", type: "link" },
      ],
    },
  ]);
});

test("cuts a tree from below, as valid JSON, and says so", async () => {
  const small = toolsOf(createFilesPack({ roots: [root], resultBytesMax: 16_384 }));
  await mkdir(at("deep/er"), { recursive: true });
  await mkdir(at("top"));
  await Promise.all(Array.from({ length: 100 }, (_, index) => writeFile(at("deep/er", `file-${index}.txt`), "")));
  const cut = await small("directory_tree", { path: root });
  expect(JSON.parse(textOf(cut))).toMatchObject([{ name: "deep", children: [{ name: "er" }] }, { name: "top" }]);
  expect(Buffer.byteLength(textOf(cut))).toBeLessThan(4_096);
  expect(cut.structuredContent).toMatchObject({ notice: expect.stringContaining("Not shown") });
  expect(cut.content).toHaveLength(2);
});

test("does not go down without end", async () => {
  const names = Array.from({ length: 40 }, () => "d");
  await mkdir(at(...names), { recursive: true });
  expect((await call("directory_tree", { path: root })).structuredContent).toMatchObject({
    notice: expect.stringContaining("levels down"),
  });
});

test("stops looking when the call is given up", async () => {
  await mkdir(at("sub"));
  await expect(call("search_files", { path: root, pattern: "**" }, { signal: AbortSignal.abort() })).rejects.toThrow(
    /abort/i,
  );
});

test("finds files by pattern, the nearest first", async () => {
  await mkdir(at("src/.hidden"), { recursive: true });
  for (const name of ["a.ts", "src/b.ts", "src/.hidden/c.ts", "src/b.js"]) await writeFile(at(name), "");
  const find = async (pattern: string, excludePatterns: string[] = []) =>
    (await text("search_files", { path: root, pattern, excludePatterns }))
      .split("\n")
      .map((path) => relative(root, path));
  expect(await find("**/*.ts")).toEqual(["a.ts", "src/b.ts", "src/.hidden/c.ts"]);
  expect(await find("*.ts")).toEqual(["a.ts"]);
  expect(await find("**/*.ts", [".hidden", "a.*"])).toEqual(["src/b.ts"]);
  expect(await find("src/*.{js,ts}")).toEqual(["src/b.js", "src/b.ts"]);
});

test("says how to search deeper when nothing is found", async () => {
  expect((await call("search_files", { path: root, pattern: "*.py" })).structuredContent).toEqual({
    content: "No matches found",
    notice: "The pattern was tried in the folder itself only; for all folders below it use **/*.py.",
  });
});

test("moves files, folders and links, never onto something", async () => {
  await writeFile(at("a"), "A");
  await mkdir(at("dir"));
  await writeFile(at("dir/inner"), "I");
  await symlink("nowhere", at("link"));

  expect(await text("move_file", { source: "a", destination: "dir/b" })).toBe("Successfully moved a to dir/b");
  await call("move_file", { source: "dir", destination: "moved" });
  await call("move_file", { source: "link", destination: "moved/link" });
  expect((await readdir(at("moved"))).sort()).toEqual(["b", "inner", "link"]);
  expect(await readdir(root)).toEqual(["moved"]);

  await writeFile(at("other"), "O");
  await expect(call("move_file", { source: "other", destination: "moved/b" })).rejects.toMatchObject({
    code: "conflict",
  });
  await expect(call("move_file", { source: "other", destination: "moved/link" })).rejects.toMatchObject({
    code: "conflict",
  });
  await expect(call("move_file", { source: "other", destination: "moved" })).rejects.toMatchObject({
    code: "conflict",
  });
  await expect(call("move_file", { source: "none", destination: "x" })).rejects.toMatchObject({ code: "not_found" });
  await expect(call("move_file", { source: "other", destination: "no/x" })).rejects.toMatchObject({
    code: "not_found",
  });
  await expect(call("move_file", { source: "moved", destination: "moved/self" })).rejects.toMatchObject({
    code: "invalid_input",
  });
  await expect(call("move_file", { source: root, destination: "x" })).rejects.toMatchObject({ code: "forbidden" });
  expect(await readFile(at("moved/b"), "utf8")).toBe("A");
  expect((await readdir(at("moved"))).sort()).toEqual(["b", "inner", "link"]);
});

test("tells about a file and a folder without reading them", async () => {
  await writeFile(at("a.txt"), "12345", { mode: 0o640 });
  await utimes(at("a.txt"), 1_700_000_000, 1_700_000_000);
  expect((await text("get_file_info", { path: "a.txt" })).split("\n")).toEqual([
    "size: 5",
    expect.stringMatching(/^created: \d{4}-/),
    "modified: 2023-11-14T22:13:20.000Z",
    "accessed: 2023-11-14T22:13:20.000Z",
    "isDirectory: false",
    "isFile: true",
    "permissions: 640",
  ]);
  expect(await text("get_file_info", { path: "." })).toContain("isDirectory: true");
  await expect(call("get_file_info", { path: "none" })).rejects.toMatchObject({ code: "not_found" });
});

test("names the allowed folders, and one that is not there when it is used", async () => {
  const gone = join(root, "gone");
  const two = toolsOf(createFilesPack({ roots: [root, gone] }));
  expect(textOf(await two("list_allowed_directories", {}))).toBe(`Allowed directories:\n${root}\n${gone}`);
  await expect(toolsOf(createFilesPack({ roots: [gone] }))("list_directory", { path: gone })).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining(gone),
  });
});
