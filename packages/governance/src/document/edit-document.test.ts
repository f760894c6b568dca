import type { PolicyDocument, Rule } from "@mcp-tools/core";
import { expect, test } from "vitest";
import { defaultPolicy } from "./default-policy.ts";
import { describeChange } from "./describe-change.ts";
import { diffPolicy } from "./diff-policy.ts";
import { moveRule, putRule, putToolset, removeRule, removeToolset, setTool } from "./edit-document.ts";
import { parsePolicy } from "./policy-schema.ts";

const rule = (id: string, more: Partial<Rule> = {}): Rule => ({ id, enabled: true, match: {}, effect: "ask", ...more });
const three: PolicyDocument = { ...defaultPolicy, rules: [rule("a"), rule("b"), rule("c")] };
const idsOf = ({ rules }: PolicyDocument) => rules.map(({ id }) => id).join("");

test("a rule is added at the end or at a place, and replaced where it stands", () => {
  expect(idsOf(putRule(three, rule("d")))).toBe("abcd");
  expect(idsOf(putRule(three, rule("d"), 0))).toBe("dabc");
  const replaced = putRule(three, rule("b", { effect: "allow" }));
  expect([idsOf(replaced), replaced.rules[1]?.effect]).toEqual(["abc", "allow"]);
  expect(idsOf(putRule(three, rule("b"), 2))).toBe("acb");
  expect(idsOf(three)).toBe("abc");
});

test("a rule is moved and removed; one that is not there is said to be missing", () => {
  expect(idsOf(moveRule(three, "c", 0))).toBe("cab");
  expect(idsOf(moveRule(three, "a", 99))).toBe("bca");
  expect(idsOf(removeRule(three, "b"))).toBe("ac");
  for (const edit of [() => moveRule(three, "x", 0), () => removeRule(three, "x"), () => removeToolset(three, "x")])
    expect(edit).toThrow(expect.objectContaining({ code: "not_found", message: expect.stringContaining('"x"') }));
  expect(() => moveRule(three, "a", -1)).toThrow(expect.objectContaining({ code: "invalid_input" }));
});

test("a toolset is added, replaced and removed", () => {
  const toolset = (name: string, ...tools: string[]) => ({
    name,
    tools: tools.map((tool) => ({ tool })),
    resources: [],
    prompts: [],
  });
  const two = putToolset(putToolset(defaultPolicy, toolset("a")), toolset("b"));

  expect(putToolset(two, toolset("a", "x")).toolsets).toEqual([toolset("a", "x"), toolset("b")]);
  expect(removeToolset(two, "a").toolsets).toEqual([toolset("b")]);
});

test("settings of a tool are patched; what is as for every tool leaves nothing behind", () => {
  const off = setTool(defaultPolicy, "fetch", { enabled: false, title: "F" });

  expect(off.tools).toEqual({ fetch: { enabled: false, title: "F" } });
  expect(setTool(off, "fetch", { enabled: true }).tools).toEqual({ fetch: { title: "F" } });
  expect(setTool(off, "fetch", { enabled: true, title: null }).tools).toEqual({});
  expect(setTool(off, "fetch", { limits: { inFlight: 1 }, title: undefined }).tools).toEqual({
    fetch: { enabled: false, title: "F", limits: { inFlight: 1 } },
  });
});

test("what is different is said line by line, secrets masked", () => {
  const before = parsePolicy({
    rules: [rule("a", { reason: "old" }), rule("b"), rule("c")],
    toolsets: [{ name: "docs", tools: [{ tool: "fetch", arguments: { token: "s3cret-s3cret", depth: 1 } }] }],
    limits: { callsPerMinute: 1 },
  });
  const after = parsePolicy({
    rules: [rule("c"), rule("a", { reason: "new" }), rule("d", { effect: "refuse" })],
    toolsets: [{ name: "docs", tools: [{ tool: "fetch", arguments: { token: "other-s3cret", depth: 2 } }] }],
    tools: { fetch: { enabled: false } },
    limits: { inFlight: 2 },
    defaults: { write: "ask" },
  });

  const lines = diffPolicy(before, after).map(describeChange);

  expect(lines).toEqual([
    '~ defaults: write  "allow" → "ask"',
    '~ rule a: reason  "old" → "new"',
    '- rule b  {"id":"b","enabled":true,"match":{},"effect":"ask"}',
    '+ rule d  {"id":"d","enabled":true,"match":{},"effect":"refuse"}',
    '~ order of rules  "a, c" → "c, a"',
    '~ toolset docs: tools[0].arguments.token  "••••" → "••••"',
    "~ toolset docs: tools[0].arguments.depth  1 → 2",
    '+ tool fetch  {"enabled":false}',
    "- limits: callsPerMinute  1",
    "+ limits: inFlight  2",
  ]);
  expect(diffPolicy(after, structuredClone(after))).toEqual([]);
});
