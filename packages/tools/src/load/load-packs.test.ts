import { expect, test } from "vitest";
import { loadPacks } from "./load-packs.ts";

const options = { filesRoots: [], fetchAllowPrivate: false, resultBytesMax: 1_048_576 };

test("loads built-in packs by their name", async () => {
  const packs = await loadPacks(["conformance"], options);

  expect(packs.map(({ name }) => name)).toEqual(["conformance"]);
});

test("the files pack is left out while no folder is named", async () => {
  expect(await loadPacks(["files"], options)).toEqual([]);
});

test.for([["no-such-package-anywhere"], ["toString"]] as const)(
  "%s cannot be loaded, and the error names it",
  async ([name]) => {
    await expect(loadPacks([name], options)).rejects.toMatchObject({
      code: "invalid_input",
      message: `TOOL_PACKS: cannot load the package "${name}". Install it next to mcp-tools, or remove it from TOOL_PACKS.`,
      detail: { setting: "TOOL_PACKS" },
    });
  },
);

test("a package that exports no tools is an error that names it", async () => {
  await expect(loadPacks(["zod"], options)).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringContaining('The package "zod" must export by default a tool'),
  });
});
