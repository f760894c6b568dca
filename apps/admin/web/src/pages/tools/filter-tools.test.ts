import { expect, test } from "vitest";
import type { Tool } from "../../../../src/contract/tool.ts";
import { filterTools } from "./filter-tools.ts";
import { showTools } from "./shown-tools.ts";

const tools = [
  tool("fetch", "fetch", "read", "Reads a web page."),
  tool("read_graph", "memory", "read", "The whole graph."),
  tool("delete_entities", "memory", "destructive", "Deletes entities of the graph."),
];
const settings = { fetch: { enabled: false }, read_graph: { title: "Everything", description: "All of it." } };

test.for([
  { search: {}, names: ["fetch", "read_graph", "delete_entities"] },
  { search: { q: "GRAPH" }, names: ["read_graph", "delete_entities"] },
  { search: { q: "graph entities" }, names: ["delete_entities"] },
  { search: { access: "read" as const }, names: ["fetch", "read_graph"] },
  { search: { pack: "memory", access: "read" as const }, names: ["read_graph"] },
  { search: { q: "nothing" }, names: [] },
])("finds $names for $search", ({ search, names }) => {
  expect(filterTools(showTools(tools, undefined), search).map(({ name }) => name)).toEqual(names);
});

test.for([
  { search: { state: "off" as const }, names: ["fetch"] },
  { search: { state: "on" as const, q: "everything" }, names: ["read_graph"] },
  { search: { q: "all of it" }, names: ["read_graph"] },
  { search: { q: "whole" }, names: [] },
])("looks at what the owner made of them: $names for $search", ({ search, names }) => {
  expect(filterTools(showTools(tools, settings), search).map(({ name }) => name)).toEqual(names);
});

test("a tool may be called like a property that every object has", () => {
  expect(showTools([tool("constructor", "a", "read", "d")], {})[0]).toMatchObject({ isOn: true, description: "d" });
});

function tool(name: string, pack: string, access: Tool["access"], description: string): Tool {
  const annotations = {
    readOnlyHint: access === "read",
    destructiveHint: access === "destructive",
    idempotentHint: false,
  };
  return { name, pack, access, description, annotations, inputSchema: {}, timeoutMs: 1, tokens: 1 };
}
