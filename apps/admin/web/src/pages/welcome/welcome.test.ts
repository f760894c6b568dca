import { expect, test } from "vitest";
import type { Tool } from "../../../../src/contract/tool.ts";
import { exampleName, gatedExample } from "./gated-example.ts";
import { isOwn, pickApproval } from "./pick-approval.ts";
import type { Approval } from "./welcome-queries.ts";

const tool = (name: string, access: Tool["access"], properties: object = {}) =>
  ({ name, access, inputSchema: { type: "object", properties } }) as Partial<Tool> as Tool;

test("approvals are tried with a call that deletes nothing, where there is one", () => {
  const tools = [
    tool("read_graph", "read"),
    tool("write_file", "destructive"),
    tool("delete_entities", "destructive", { entityNames: {} }),
  ];
  expect(gatedExample(tools)).toEqual({
    tool: "delete_entities",
    harmless: { name: exampleName, call: { tool: "delete_entities", arguments: { entityNames: [exampleName] } } },
  });
});

test("of a tool that is only called the same, no harmless arguments are known", () => {
  expect(gatedExample([tool("delete_entities", "destructive", { names: {} })])).toEqual({ tool: "delete_entities" });
  expect(gatedExample([tool("read_graph", "read")])).toBeUndefined();
});

const now = 1_790_000_000_000;
const approval = (id: string, change: Partial<Approval> = {}) =>
  ({ id, state: "waiting", principalId: "key:1", expiresAt: now + 1000, ...change }) as Approval;

test.for<[string, Approval[], string | undefined]>([
  ["a call that waits", [approval("a")], "a"],
  ["what the person may decide", [approval("own", { principalId: "user:1" }), approval("a")], "a"],
  ["their own call, to say why they may not", [approval("own", { personId: "user:1" })], "own"],
  ["what they decided", [approval("a", { state: "used", decidedBy: "user:1" })], "a"],
  [
    "what waits before what was decided",
    [approval("old", { state: "refused", decidedBy: "user:1" }), approval("a")],
    "a",
  ],
  ["nothing that expired", [approval("a", { expiresAt: now }), approval("b", { state: "expired" })], undefined],
  ["nothing that another decided", [approval("a", { state: "used", decidedBy: "user:2" })], undefined],
])("it shows %s", ([, approvals, id]) => {
  expect(pickApproval(approvals, { me: "user:1", now })?.id).toBe(id);
});

test.for([
  [{ principalId: "user:1" }, true],
  [{ principalId: "key:1", personId: "user:1" }, true],
  [{ principalId: "key:1" }, false],
  [{ principalId: "local" }, false],
] as const)("%j is the person's own: %s", ([call, own]) => {
  expect(isOwn(call, "user:1")).toBe(own);
});
