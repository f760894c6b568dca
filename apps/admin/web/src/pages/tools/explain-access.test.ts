import { expect, test } from "vitest";
import type { PolicyDocument, Rule, Toolset } from "../../api/policy.ts";
import { placesOf, rulesAbout, verdictOf, type KeyGrant, type Why } from "./explain-access.ts";

const toolset = (name: string, tools: Toolset["tools"]): Toolset => ({ name, tools, resources: [], prompts: [] });
const rule = (id: string, effect: Rule["effect"], match: Rule["match"], enabled = true): Rule => ({
  id,
  effect,
  match,
  enabled,
});
const toolsets = [
  toolset("files", [{ tool: "fs_*", arguments: { root: "/srv" } }]),
  toolset("notes", [{ tool: "fs_*" }, { tool: "fs_read", name: "read_note" }]),
  toolset("web", [{ tool: "fetch" }]),
];
const policy = (rules: readonly Rule[] = [], read: Rule["effect"] = "allow") =>
  ({ toolsets, rules, tools: {}, defaults: { read, write: "allow", destructive: "ask" } }) as unknown as PolicyDocument;
const key = (grant: KeyGrant["grant"] = {}): KeyGrant => ({ id: "k1", name: "ci", grant });
const read = { name: "fs_read", access: "read" } as const;

test("a tool stands in a toolset by its name, else by a pattern", () => {
  expect(placesOf("fs_read", toolsets)).toEqual([
    { toolset: "files", pattern: "fs_*", as: undefined, isFixed: true },
    { toolset: "notes", pattern: undefined, as: "read_note", isFixed: false },
  ]);
  expect(placesOf("other", toolsets)).toEqual([]);
});

test.for<[KeyGrant["grant"], boolean, Why]>([
  [{}, true, { kind: "all" }],
  [{ tools: ["x", "fs_*"] }, true, { kind: "tools", pattern: "fs_*" }],
  [{ tools: ["fetch"] }, false, { kind: "notTools" }],
  [{ toolsets: ["web", "notes"] }, true, { kind: "toolset", name: "notes" }],
  [{ toolsets: ["web"] }, false, { kind: "notToolset" }],
  [{ toolsets: [] }, false, { kind: "notToolset" }],
  [{ access: ["read", "write"] }, true, { kind: "access", access: ["read", "write"] }],
  [{ access: ["write"] }, false, { kind: "notAccess", access: "read" }],
])("a key granted %j: %s, %j", ([grant, sees, why]) => {
  expect(verdictOf(key(grant), read, policy())).toEqual({ sees, why });
});

test.for<[string, Rule[], boolean]>([
  ["refuses everyone", [rule("r", "refuse", {})], false],
  ["refuses this key by its name", [rule("r", "refuse", { principals: ["key:c*"] })], false],
  ["refuses this key by its id", [rule("r", "refuse", { principals: ["key:k1"] })], false],
  ["refuses another key", [rule("r", "refuse", { principals: ["key:other"] })], true],
  ["is off", [rule("r", "refuse", {}, false)], true],
  ["looks at arguments", [rule("r", "refuse", { arguments: [{ pointer: "/a", exists: true }] })], true],
  ["is about another tool", [rule("r", "refuse", { tools: ["fetch"] })], true],
  ["is about a toolset that it does not come through", [rule("r", "refuse", { toolsets: ["files"] })], true],
  ["comes after one that asks", [rule("a", "ask", {}), rule("r", "refuse", {})], true],
])("a rule that %s", ([, rules, sees]) => {
  const verdict = verdictOf(key(), read, policy(rules));
  expect(verdict).toEqual(sees ? { sees, why: { kind: "all" } } : { sees, why: { kind: "rule", id: "r" } });
});

test("what is refused unless a rule says otherwise is hidden, and shown where a rule does", () => {
  expect(verdictOf(key(), read, policy([], "refuse"))).toEqual({ sees: false, why: { kind: "default" } });
  expect(verdictOf(key(), read, policy([rule("a", "allow", {})], "refuse"))).toMatchObject({ sees: true });
});

test("rules about a tool are those whose names and access fit it", () => {
  const rules = [
    rule("all", "ask", {}),
    rule("named", "ask", { tools: ["fs_*"], access: ["read"] }),
    rule("writes", "ask", { access: ["write"] }),
    rule("other", "ask", { tools: ["fetch"] }),
  ];
  expect(rulesAbout(read, rules).map(({ id }) => id)).toEqual(["all", "named"]);
});
