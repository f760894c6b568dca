import { expect, test } from "vitest";
import type { Tool } from "../../../../src/contract/tool.ts";
import { resolveToolset, tokensOf } from "./resolve-toolset.ts";

const tool = (name: string, tokens = 10): Tool => ({
  name,
  description: `Does ${name}.`,
  pack: "files",
  access: "read",
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true },
  inputSchema: {},
  timeoutMs: 1000,
  tokens,
});
const all = [tool("read_file", 5), tool("read_folder", 7), tool("write_file")];
const names = (entries: Parameters<typeof resolveToolset>[0]["tools"], settings = {}) =>
  resolveToolset({ tools: entries }, all, settings).map(({ name }) => name);

test("the order is that of the registry, whatever that of the entries", () => {
  expect(names([{ tool: "write_file" }, { tool: "read_*" }])).toEqual(["read_file", "read_folder", "write_file"]);
});

test("a pattern leaves out what an entry names", () => {
  expect(names([{ tool: "read_*" }, { tool: "read_file", name: "look" }])).toEqual(["look", "read_folder"]);
});

test("of two under one name the first has it", () => {
  const [seen, ...others] = resolveToolset(
    {
      tools: [
        { tool: "write_file", name: "do" },
        { tool: "read_file", name: "do" },
      ],
    },
    all,
    {},
  );
  expect(seen?.tool.name).toBe("write_file");
  expect(others).toEqual([]);
});

test("tools that are off or not there are left out", () => {
  expect(names([{ tool: "*" }, { tool: "none" }], { read_file: { enabled: false } })).toEqual([
    "read_folder",
    "write_file",
  ]);
});

test("the toolset's words come before the owner's, and those before the tool's own", () => {
  const settings = { read_file: { title: "Owner", description: "Owner's." } };
  const [first, second] = resolveToolset(
    { tools: [{ tool: "read_file", description: "Set's.", arguments: { path: "/x" } }, { tool: "write_file" }] },
    all,
    settings,
  );
  expect(first).toMatchObject({ title: "Owner", description: "Set's.", fixed: ["path"] });
  expect(second).toMatchObject({ title: undefined, description: "Does write_file.", fixed: [] });
});

test("tokens are those of what is seen", () => {
  expect(tokensOf(resolveToolset({ tools: [{ tool: "read_*" }] }, all, {}))).toBe(12);
});
