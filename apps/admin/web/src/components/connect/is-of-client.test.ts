import { expect, test } from "vitest";
import type { CallSummary } from "../../../../src/contract/call.ts";
import type { Tool } from "../../../../src/contract/tool.ts";
import { harmlessCall } from "./harmless-call.ts";
import { isOfClient } from "./is-of-client.ts";

const call = { kind: "call", principalId: "key:1", transport: "http" } as CallSummary;

test.for([
  [{}, "key:1", true],
  [{}, "key:2", false],
  [{}, undefined, true],
  [{ transport: "console" }, undefined, false],
  [{ transport: "console" }, "key:1", true],
  [{ kind: "change" }, "key:1", false],
] as const)("%j counts for %s: %s", ([change, principal, counts]) => {
  expect(isOfClient({ ...call, ...change }, principal)).toBe(counts);
});

test("what is tried first changes nothing and needs nothing", () => {
  const tool = (name: string, change: object) => ({ name, access: "read", inputSchema: {}, ...change }) as Tool;
  const tools = [
    tool("wipe", { access: "destructive" }),
    tool("fetch", { inputSchema: { required: ["url"] } }),
    tool("mail", { credentials: ["token"] }),
  ];
  expect(harmlessCall(tools)).toBeUndefined();
  expect(harmlessCall([...tools, tool("read_graph", {})])?.tool).toBe("read_graph");
  expect(harmlessCall([tool("read_graph", {}), tool("get_current_time", {})])?.tool).toBe("get_current_time");
});
