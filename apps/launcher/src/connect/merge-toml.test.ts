import { parse } from "smol-toml";
import { expect, test } from "vitest";
import { mergeToml } from "./merge-toml.ts";

const placement = { path: ["mcp_servers", "mcp-tools"], value: { command: "node", args: ["main.js", "stdio"] } };
const table = '[mcp_servers.mcp-tools]\ncommand = "node"\nargs = [ "main.js", "stdio" ]\n';

test("adds the table to an empty file", () => {
  expect(mergeToml("", placement)).toBe(table);
});

test("adds the table at the end, after one empty line", () => {
  expect(mergeToml('model = "o9"\n\n\n', placement)).toBe(`model = "o9"\n\n${table}`);
});

test("replaces the table where it is, with its sub-tables, and nothing around it", () => {
  const before =
    '# top\n[mcp_servers.a]\ncommand = "a"\n\n[mcp_servers."mcp-tools"] # ours\ncommand = "old"\n\n[mcp_servers.mcp-tools.env]\nX = "1"\n\n# about b\n[mcp_servers.b]\ncommand = "b"\n\n[[profiles]]\nname = "p"\n';
  const after = mergeToml(before, placement);

  expect(after).toBe(
    `# top\n[mcp_servers.a]\ncommand = "a"\n\n${table}\n# about b\n\n[mcp_servers.b]\ncommand = "b"\n\n[[profiles]]\nname = "p"\n`,
  );
});

test("replaces the last table of a file", () => {
  expect(mergeToml('[mcp_servers.mcp-tools]\nurl = "x"\n', placement)).toBe(table);
});

test("is not misled by a header inside a text", () => {
  const before = 'notes = """\n[mcp_servers.mcp-tools]\ncommand = "not this"\n"""\n';

  expect(() => mergeToml(before, placement)).toThrow(/cannot be replaced safely/);
});

test("keeps Windows line ends", () => {
  const after = mergeToml('model = "o9"\r\n', placement);

  expect(after.replaceAll("\r\n", "")).not.toContain("\n");
  expect(parse(after)).toMatchObject({ model: "o9" });
});

test("keeps dates and other values as they were written", () => {
  const before = "since = 2026-01-01T00:00:00Z\nratio = 1e3\n";

  expect(mergeToml(before, placement)).toBe(`${before}\n${table}`);
});
