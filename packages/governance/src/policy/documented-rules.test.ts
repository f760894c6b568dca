import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@mcp-tools/core";
import { loadPacks } from "@mcp-tools/tools";
import { createTestToolbox } from "@mcp-tools/tools/testing";
import { expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { createMemoryPolicyStore } from "../testing/memory-policy-store.ts";
import { createTestChangeFeed } from "../testing/test-change-feed.ts";
import { createPolicy, type LivePolicy } from "./create-policy.ts";

const page = new URL("../../../../docs/GOVERNANCE.md", import.meta.url);

/** The built-in packs under the rules that the page on governance recommends. */
async function open() {
  const root = await mkdtemp(join(tmpdir(), "documented-rules-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const folder of ["private", "open"]) {
    await mkdir(join(root, folder));
    await writeFile(join(root, folder, "f"), "text");
  }
  const yaml = /^## Rules\n+```yaml\n([\s\S]*?)```/m.exec(await readFile(page, "utf8"))?.[1] ?? "";
  const { policy: document } = parse(yaml) as { policy: { rules: object[] } };
  const store = createMemoryPolicyStore(() => {});
  await store.put({ ...document, defaults: { destructive: "allow" } });
  let policy: LivePolicy | undefined;
  const { call, rows } = createTestToolbox([], {
    loadPacks: () =>
      loadPacks(["fetch", "files"], { filesRoots: [root], fetchAllowPrivate: false, resultBytesMax: 1_000_000 }),
    policy: (registry) =>
      (policy = createPolicy({ store, changes: createTestChangeFeed(), logger: silentLogger })(registry)),
  });
  onTestFinished(() => policy?.close());
  return {
    root,
    /** What the caller was told of a refusal by rule; undefined where the tool ran. */
    async refusal(tool: string, args: object) {
      await call(tool, args);
      const message = rows.at(-1)?.message;
      return message?.startsWith("Not allowed: ") === true ? message : undefined;
    },
  };
}

test.for([
  ["http://wiki.internal/x"],
  ["http://wiki.internal"],
  ["HTTP://WIKI.INTERNAL/x"],
  ["http://wiki.internal:80/x"],
  ["http://wiki.internal:8080"],
  ["http://wiki.internal?x"],
  ["http://wiki.internal#x"],
  ["http://wiki.internal./x"],
  ["http://wiki.internal.:8080?x"],
  ["http://wiki%2einternal/x"],
  ["http:\\\\wiki.internal\\x"],
  ["http:wiki.internal/x"],
  ["http://wiki.inter\tnal/x"],
  ["  http://wiki.internal"],
] as const)("the documented rule about hosts is not passed by %j", async ([url]) => {
  const { refusal } = await open();

  expect(await refusal("fetch", { url })).toBe("Not allowed: Internal hosts have tools of their own.");
});

test("the documented rule about hosts lets others through to the checks of the tool", async () => {
  const { refusal } = await open();

  for (const url of ["http://127.0.0.1/", "http://wiki.internals.invalid/", "nonsense"])
    expect(await refusal("fetch", { url })).toBeUndefined();
});

test("the documented rules about a folder are not passed by another spelling of its path", async () => {
  const { root, refusal } = await open();
  const told = "Not allowed: That folder is nobody's business.";

  for (const path of ["private/f", "./private/f", "private//f", "open/../private/f", join(root, "private/f")])
    expect(await refusal("read_text_file", { path })).toBe(told);
  for (const path of ["private", "./private/", join(root, "private")])
    expect(await refusal("list_directory", { path })).toBe(told);
  expect(await refusal("write_file", { path: "./private/new", content: "" })).toBe(told);
  expect(await refusal("read_text_file", { path: join(root, "open/f") })).toBeUndefined();
});
