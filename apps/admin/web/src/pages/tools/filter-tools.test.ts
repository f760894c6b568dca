import { expect, test } from "vitest";
import type { Tool } from "../../../../src/contract/tool.ts";
import { filterTools } from "./filter-tools.ts";

const tools = [
  tool("fetch", "fetch", "read", "Reads a web page."),
  tool("read_graph", "memory", "read", "The whole graph."),
  tool("delete_entities", "memory", "destructive", "Deletes entities of the graph."),
];

test.for([
  { search: {}, names: ["fetch", "read_graph", "delete_entities"] },
  { search: { q: "GRAPH" }, names: ["read_graph", "delete_entities"] },
  { search: { q: "graph entities" }, names: ["delete_entities"] },
  { search: { access: "read" as const }, names: ["fetch", "read_graph"] },
  { search: { pack: "memory", access: "read" as const }, names: ["read_graph"] },
  { search: { q: "nothing" }, names: [] },
])("finds $names for $search", ({ search, names }) => {
  expect(filterTools(tools, search).map(({ name }) => name)).toEqual(names);
});

function tool(name: string, pack: string, access: Tool["access"], description: string): Tool {
  const annotations = {
    readOnlyHint: access === "read",
    destructiveHint: access === "destructive",
    idempotentHint: false,
  };
  return { name, pack, access, description, annotations, inputSchema: {}, timeoutMs: 1, tokens: 1 };
}
