import { execFileSync } from "node:child_process";
import { constants } from "node:fs";
import { link, mkdir, mkdtemp, readdir, readFile, realpath, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { afterEach, beforeEach, expect, test } from "vitest";
import { textOf, toolsOf } from "../testing-context.ts";
import { replaceFile } from "./content/replace-file.ts";
import { createFilesPack } from "./files-pack.ts";
import { openRootFolder } from "./paths/folder.ts";
import { createLocate } from "./paths/locate.ts";

let base: string;
let root: string;
let outside: string;
let call: ReturnType<typeof toolsOf>;

beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), "files-escape-")));
  root = join(base, "root");
  outside = join(base, "root-outside");
  for (const folder of [root, join(root, "sub"), outside, join(outside, "sub")]) await mkdir(folder);
  await writeFile(join(outside, "secret.txt"), "secret");
  await writeFile(join(root, "inside.txt"), "inside");
  call = toolsOf(createFilesPack({ roots: [root] }));
});
afterEach(() => rm(base, { recursive: true, force: true }));

const edits = [{ oldText: "secret", newText: "stolen" }];
const uses = [
  ["read_text_file", (path: string) => ({ path })],
  ["read_file", (path: string) => ({ path })],
  ["read_media_file", (path: string) => ({ path })],
  ["write_file", (path: string) => ({ path, content: "written" })],
  ["edit_file", (path: string) => ({ path, edits })],
  ["get_file_info", (path: string) => ({ path })],
] as const;

const ways = [
  ["an absolute path", async () => join(outside, "secret.txt")],
  ["a path that climbs", async () => "../root-outside/secret.txt"],
  ["an absolute path that climbs", async () => `${root}/sub/../../root-outside/secret.txt`],
  ["a link to a file", linked("../root-outside/secret.txt")],
  ["a link to a folder", linked("../root-outside", "/secret.txt")],
  ["an absolute link", async () => linked(join(outside, "secret.txt"))()],
  [
    "a link to a link",
    async () => (await symlink("../root-outside", join(root, "first")), linked("first", "/secret.txt")()),
  ],
  ["a link that climbs back down", linked("sub/../../root-outside/secret.txt")],
] as const;

function linked(target: string, below = "") {
  return async () => {
    await symlink(target, join(root, "link"));
    return `link${below}`;
  };
}

for (const [way, makePath] of ways) {
  test.for(uses)(`${way} does not lead %s outside`, async ([tool, input]) => {
    const path = await makePath();
    await expect(call(tool, input(path))).rejects.toMatchObject({
      code: "forbidden",
      message: expect.stringContaining(root),
    });
    expect(await readFile(join(outside, "secret.txt"), "utf8")).toBe("secret");
    expect(await readdir(outside)).toEqual(["secret.txt", "sub"]);
  });
}

test("a link outside is no way for folders either", async () => {
  await symlink(outside, join(root, "link"));
  for (const [tool, input] of [
    ["list_directory", { path: "link" }],
    ["list_directory_with_sizes", { path: "link/sub" }],
    ["directory_tree", { path: "link" }],
    ["search_files", { path: "link", pattern: "**" }],
    ["create_directory", { path: "link/made" }],
    ["create_directory", { path: "link/sub/made" }],
    ["write_file", { path: "link/new.txt", content: "x" }],
    ["move_file", { source: "link/secret.txt", destination: "here.txt" }],
    ["move_file", { source: "inside.txt", destination: "link/there.txt" }],
  ] as const) {
    await expect(call(tool, input)).rejects.toMatchObject({ code: "forbidden" });
  }
  expect(await readdir(outside)).toEqual(["secret.txt", "sub"]);
  expect(textOf(await call("search_files", { path: ".", pattern: "**" }))).not.toContain("secret");
  expect(textOf(await call("read_multiple_files", { paths: ["link/secret.txt"] }))).toMatch(/Error - .*outside/);
});

test("a link to nothing outside makes nothing outside", async () => {
  await symlink(join(outside, "new.txt"), join(root, "link"));
  await symlink(join(outside, "made"), join(root, "folder-link"));
  await expect(call("write_file", { path: "link", content: "x" })).rejects.toMatchObject({ code: "forbidden" });
  await expect(call("create_directory", { path: "folder-link" })).rejects.toMatchObject({ code: "forbidden" });
  await expect(call("create_directory", { path: "folder-link/below" })).rejects.toMatchObject({ code: "forbidden" });
  expect(await readdir(outside)).toEqual(["secret.txt", "sub"]);
});

test("a path with .. after a link means what it says", async () => {
  await symlink("../root-outside/sub", join(root, "link"));
  expect(textOf(await call("read_text_file", { path: "link/../inside.txt" }))).toBe("inside");
});

test("links inside work: relative, absolute, upwards, to a second root", async () => {
  const second = join(base, "second");
  await mkdir(second);
  await writeFile(join(second, "s.txt"), "second");
  await symlink("../inside.txt", join(root, "sub/up"));
  await symlink(join(root, "inside.txt"), join(root, "absolute"));
  await symlink("../second", join(root, "next-door"));
  await symlink("../root/inside.txt", join(root, "around"));
  const two = toolsOf(createFilesPack({ roots: [root, second] }));
  for (const path of ["sub/up", "absolute", "around"])
    expect(textOf(await two("read_text_file", { path }))).toBe("inside");
  expect(textOf(await two("read_text_file", { path: "next-door/s.txt" }))).toBe("second");
  await expect(call("read_text_file", { path: "next-door/s.txt" })).rejects.toMatchObject({ code: "forbidden" });
});

test("a root that is a link is the folder it leads to", async () => {
  await symlink(root, join(base, "alias"));
  const aliased = toolsOf(createFilesPack({ roots: [join(base, "alias")] }));
  for (const path of ["inside.txt", join(base, "alias/inside.txt"), join(root, "inside.txt")]) {
    expect(textOf(await aliased("read_text_file", { path }))).toBe("inside");
  }
});

test("links in a circle end", async () => {
  await symlink("two", join(root, "one"));
  await symlink("one", join(root, "two"));
  await symlink("../root/self", join(root, "self"));
  for (const path of ["one", "self", "one/below"])
    await expect(call("read_text_file", { path })).rejects.toMatchObject({ code: "invalid_input" });
});

test("writing to a hard link leaves the file outside as it was", async () => {
  await link(join(outside, "secret.txt"), join(root, "hard.txt"));
  await call("write_file", { path: "hard.txt", content: "mine" });
  expect(await readFile(join(outside, "secret.txt"), "utf8")).toBe("secret");
});

test("pipes and devices are refused at once", async () => {
  execFileSync("mkfifo", [join(root, "pipe")]);
  await symlink("pipe", join(root, "link"));
  for (const path of ["pipe", "link"]) {
    for (const [tool, input] of uses.slice(0, -1))
      await expect(call(tool, input(path))).rejects.toMatchObject({ code: "invalid_input" });
  }
  const devices = toolsOf(createFilesPack({ roots: ["/dev"] }));
  await expect(devices("read_text_file", { path: "/dev/zero" })).rejects.toMatchObject({ code: "invalid_input" });
  await expect(devices("write_file", { path: "/dev/null", content: "" })).rejects.toMatchObject({
    code: "invalid_input",
  });
});

test.runIf(process.platform === "linux")(
  "an open folder stays the same when its path is given to another",
  async () => {
    const top = await openRootFolder(root);
    const folder = await top.openFolder("sub");
    await rename(join(root, "sub"), join(root, "moved"));
    await symlink(outside, join(root, "sub"));

    await replaceFile({ asked: "sub/new.txt", absolute: "", folder, name: "new.txt", stats: undefined }, "x");
    await expect(folder.openFile("secret.txt", constants.O_RDONLY)).rejects.toMatchObject({ code: "ENOENT" });
    await Promise.all([folder.close(), top.close()]);
    expect(await readdir(join(root, "moved"))).toEqual(["new.txt"]);
    expect(await readdir(outside)).toEqual(["secret.txt", "sub"]);
  },
);

test("where the system cannot hold a folder, one that was replaced is refused", async () => {
  const folder = await (await openRootFolder(root, { byPath: true })).openFolder("sub");
  await rename(join(root, "sub"), join(root, "moved"));
  await symlink(outside, join(root, "sub"));

  const place = { asked: "sub/new.txt", absolute: "", folder, name: "new.txt", stats: undefined };
  await expect(replaceFile(place, "x")).rejects.toMatchObject({ code: "conflict" });
  await expect(folder.openFile("secret.txt", constants.O_RDONLY)).rejects.toMatchObject({ code: "conflict" });
  await expect(folder.openFolder("sub")).rejects.toMatchObject({ code: "conflict" });
  expect(await readdir(outside)).toEqual(["secret.txt", "sub"]);
});

test("without the system's help links lead nowhere else", async () => {
  const locate = createLocate({ roots: [root], byPath: true });
  await symlink(outside, join(root, "link"));
  await expect(locate("link/secret.txt", async () => {})).rejects.toMatchObject({ code: "forbidden" });
  await locate("sub/deep/new.txt", (place) => replaceFile(place, "made"), { createParents: true });
  expect(await readFile(join(root, "sub/deep/new.txt"), "utf8")).toBe("made");
});

/** Swaps root/sub for a link to the outside and back, as fast as it can, on a thread of its own. */
function startSwapping(): Worker {
  const code = `
    const { renameSync, rmSync, symlinkSync, unlinkSync } = require("node:fs");
    const { workerData: { sub, away, outside, stop } } = require("node:worker_threads");
    const stopped = new Int32Array(stop);
    const spin = () => { for (let turn = Math.random() * 20000; turn > 0; turn -= 1); };
    const clear = () => { try { rmSync(sub, { recursive: true, force: true }); } catch {} };
    // The tools may make the folder anew while it is away.
    const insist = (call) => { for (;;) try { return call(); } catch { clear(); } };
    while (Atomics.load(stopped, 0) === 0) {
      renameSync(sub, away); insist(() => symlinkSync(outside, sub)); spin();
      unlinkSync(sub); insist(() => renameSync(away, sub)); spin();
    }`;
  return new Worker(code, {
    eval: true,
    workerData: { sub: join(root, "sub"), away: join(base, "away"), outside, stop: stopFlag.buffer },
  });
}

const stopFlag = new Int32Array(new SharedArrayBuffer(4));

test.runIf(process.platform === "linux")("no race leads outside", async () => {
  await writeFile(join(root, "sub/secret.txt"), "harmless");
  await mkdir(join(root, "sub/sub"));
  Atomics.store(stopFlag, 0, 0);
  const swapping = startSwapping();
  const ended = new Promise((resolve) => swapping.once("exit", resolve));
  const outcomes = { done: 0, refused: 0 };
  const seen = new Set<string>();
  const attempt = async (tool: string, input: object) => {
    try {
      seen.add(textOf(await call(tool, input)));
      outcomes.done += 1;
    } catch (error) {
      expect(error).toMatchObject({
        name: "AppError",
        code: expect.stringMatching(/^(forbidden|not_found|conflict|invalid_input)$/),
      });
      outcomes.refused += 1;
    }
  };
  try {
    for (const end = Date.now() + 600; Date.now() < end;) {
      await Promise.all([
        attempt("write_file", { path: "sub/secret.txt", content: "harmless" }),
        attempt("read_text_file", { path: "sub/secret.txt" }),
        attempt("create_directory", { path: "sub/sub/made" }),
        attempt("move_file", { source: "sub/secret.txt", destination: "sub/moved.txt" }),
        attempt("search_files", { path: ".", pattern: "**/*.txt" }),
      ]);
      await attempt("move_file", { source: "sub/moved.txt", destination: "sub/secret.txt" });
    }
  } finally {
    Atomics.store(stopFlag, 0, 1);
    await ended;
  }

  expect(outcomes.done).toBeGreaterThan(10);
  expect(outcomes.refused).toBeGreaterThan(10);
  expect(seen).not.toContain("secret");
  expect(await readdir(outside)).toEqual(["secret.txt", "sub"]);
  expect(await readdir(join(outside, "sub"))).toEqual([]);
  expect(await readFile(join(outside, "secret.txt"), "utf8")).toBe("secret");
});
