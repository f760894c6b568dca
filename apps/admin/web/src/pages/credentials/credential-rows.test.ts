import { expect, test } from "vitest";
import type { Credential } from "../../../../src/contract/credentials.ts";
import type { Tool } from "../../../../src/contract/tool.ts";
import { credentialRows, filterRows, ownerName, stateOfCredential } from "./credential-rows.ts";

const stored = (name: string, change: Partial<Credential> = {}): Credential => ({
  id: name,
  name,
  createdAt: 1,
  updatedAt: 1,
  updatedBy: "user:p1",
  key: "current",
  ...change,
});
const tool = (name: string, credentials?: string[]) => ({ name, credentials }) as Tool;
const rows = credentialRows(
  [stored("mail"), stored("github", { principalId: "key:1", key: "missing" }), stored("github", { key: "old" })],
  [tool("open_issue", ["github"]), tool("close_issue", ["github"]), tool("deploy", ["cloud"]), tool("fetch")],
);
const names = (found: typeof rows) => found.map(({ name, principalId = "shared" }) => `${name} ${principalId}`);

test("what a tool needs and nobody has set is listed among what is stored", () => {
  expect(names(rows)).toEqual(["cloud shared", "github shared", "github key:1", "mail shared"]);
  expect(rows.map(({ tools }) => tools.length)).toEqual([1, 2, 2, 0]);
  expect(rows.map(stateOfCredential)).toEqual(["notSet", "oldKey", "unreadable", "ready"]);
});

test.for([
  [{ show: "missing" }, ["cloud shared", "github key:1"]],
  [{ show: "own" }, ["github key:1"]],
  [{ show: "shared", q: "ISSUE" }, ["github shared"]],
  [{ q: "ci" }, ["github key:1"]],
  [{}, names(rows)],
] as const)("the filter %j finds %j", ([filter, found]) => {
  expect(names(filterRows(rows, filter, (id) => ownerName(id, [{ id: "1", name: "ci" }])))).toEqual(found);
});

test("whoever is no known key is called by the id", () => {
  expect(ownerName("oauth:x", [{ id: "1", name: "ci" }])).toBe("oauth:x");
});
