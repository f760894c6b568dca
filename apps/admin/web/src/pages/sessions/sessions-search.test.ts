import { expect, test } from "vitest";
import type { McpSession } from "../../../../src/contract/sessions.ts";
import { filterSessions, readSessionsSearch } from "./sessions-search.ts";

const session = (change: Partial<McpSession>): McpSession => ({
  id: "a",
  transport: "http",
  principalId: "key:1",
  principalName: "ci",
  startedAt: 0,
  lastUsedAt: 0,
  inFlight: 0,
  processId: "p",
  host: "Tools-1",
  pid: 42,
  reportedAt: 0,
  ...change,
});

test("the address keeps what fits and drops the rest", () => {
  expect(readSessionsSearch({ q: 42, transport: "sse", other: "x" })).toEqual({ q: "42", transport: "sse" });
  expect(readSessionsSearch({ q: "", transport: "pigeon" })).toEqual({});
});

test.for([
  [{ q: "CI tools" }, ["a", "b"]],
  [{ q: "cursor" }, ["b"]],
  [{ q: "ci cursor", transport: "sse" }, ["b"]],
  [{ transport: "http" }, ["a"]],
  [{ q: "nobody" }, []],
] as const)("%j finds %j", ([search, ids]) => {
  const all = [session({}), session({ id: "b", transport: "sse", client: "Cursor/2" })];
  expect(filterSessions(all, search).map(({ id }) => id)).toEqual(ids);
});
