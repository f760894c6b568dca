import { parse } from "jsonc-parser";
import { expect, test } from "vitest";
import { mergeJson } from "./merge-json.ts";

const placement = { path: ["mcpServers", "mcp-tools"], value: { command: "node" } };

test("keeps comments, order, indentation and trailing commas of the rest", () => {
  const before =
    '{\n\t// why\n\t"z": 1,\n\t"mcpServers": {\n\t\t"other": { "command": "x" }, // inline\n\t},\n\t"a": [1,2],\n}\n';
  const after = mergeJson(before, placement);

  expect(after.split("\n").filter((line) => before.includes(line))).toEqual(
    expect.arrayContaining(["\t// why", '\t"z": 1,', '\t"a": [1,2],']),
  );
  expect(after).toContain('\t\t"mcp-tools": {\n\t\t\t"command": "node"\n\t\t}');
  expect(parse(after, [], { allowTrailingComma: true })).toEqual({
    z: 1,
    mcpServers: { other: { command: "x" }, "mcp-tools": { command: "node" } },
    a: [1, 2],
  });
});

test("replaces an entry of that name whole", () => {
  const after = mergeJson('{"mcpServers":{"mcp-tools":{"url":"http://old","headers":{}}}}', placement);

  expect(JSON.parse(after)).toEqual({ mcpServers: { "mcp-tools": { command: "node" } } });
});

test("keeps a byte order mark and Windows line ends", () => {
  const after = mergeJson('\uFEFF{\r\n  "a": 1\r\n}\r\n', placement);

  expect(after.startsWith("\uFEFF{\r\n")).toBe(true);
  expect(after.replaceAll("\r\n", "")).not.toContain("\n");
});
