import { AppError } from "@mcp-tools/core";
import { describe, expect, test } from "vitest";
import { defaultPolicy } from "./default-policy.ts";
import { parsePolicy } from "./policy-schema.ts";

function problems(document: unknown): string {
  try {
    parsePolicy(document);
  } catch (error) {
    if (error instanceof AppError && error.code === "invalid_input") return error.message;
    throw error;
  }
  return "none";
}

const rule = (more: object) => ({ rules: [{ id: "a", effect: "refuse", ...more }] });
const condition = (more: object) => rule({ match: { arguments: [{ pointer: "/a", ...more }] } });
const toolset = (...tools: unknown[]) => ({ toolsets: [{ name: "docs", tools }] });

test("what is left out is as by default", () => {
  expect(parsePolicy({})).toEqual(defaultPolicy);
  expect(parsePolicy({ defaults: { write: "ask" }, approvals: { holdSeconds: 10 } })).toEqual({
    ...defaultPolicy,
    defaults: { read: "allow", write: "ask", destructive: "ask" },
    approvals: { holdSeconds: 10, expireMinutes: 60 },
  });
  expect(parsePolicy({ ...rule({}), ...toolset("fetch", { tool: "time_*" }) })).toMatchObject({
    rules: [{ id: "a", enabled: true, match: {}, effect: "refuse" }],
    toolsets: [{ name: "docs", tools: [{ tool: "fetch" }, { tool: "time_*" }], resources: [], prompts: [] }],
  });
  expect(parsePolicy(defaultPolicy)).toEqual(defaultPolicy);
});

describe("is refused, with the place and what to do", () => {
  test.for<[string, unknown, RegExp]>([
    ["no object", [], /expected object/i],
    ["an unknown field", { rulez: [] }, /rulez: is not a field/],
    ["an unknown field of a rule", rule({ match: { tool: ["a"] } }), /rules\[0\]\.match\.tool: is not a field/],
    [
      "two rules of one id",
      {
        rules: [
          { id: "a", effect: "ask" },
          { id: "a", effect: "ask" },
        ],
      },
      /rules\[1\]\.id: is taken/,
    ],
    ["an effect that is none", rule({ effect: "deny" }), /rules\[0\]\.effect/],
    ["an id with spaces", rule({ id: "a b" }), /rules\[0\]\.id: must be/],
    ["an empty list of tools", rule({ match: { tools: [] } }), /match\.tools: is empty/],
    ["no comparison", condition({}), /arguments\[0\]: needs exactly one of .* none/],
    ["two comparisons", condition({ like: "a", exists: true }), /needs exactly one of .* like and exists/],
    ["a pointer that is none", condition({ pointer: "path", exists: true }), /pointer: is not a JSON Pointer/],
    ["a number that JSON does not know", condition({ equals: Number.NaN }), /equals: is not a number/],
    [
      "too much nesting",
      condition({ equals: JSON.parse("[".repeat(20) + "]".repeat(20)) }),
      /equals: is nested deeper/,
    ],
    [
      "a prototype",
      condition({ equals: JSON.parse('{"__proto__":1}') }),
      /equals: may not have a property `__proto__`/,
    ],
    ["two toolsets of one name", { toolsets: [{ name: "a" }, { name: "a" }] }, /toolsets\[1\]\.name: is taken/],
    ["a toolset's name that no URL has", { toolsets: [{ name: "Docs" }] }, /toolsets\[0\]\.name: must be/],
    ["a pattern with a name", toolset({ tool: "a*", name: "b" }), /tools\[0\]\.name: cannot be given for a pattern/],
    [
      "two tools of one name in a toolset",
      toolset("a", { tool: "b", name: "a" }),
      /tools\[1\]: .*second one called "a"/,
    ],
    ["a tool's name that is none", { tools: { "a b": {} } }, /tools.*must be 1–128/],
    ["a limit of nothing", { limits: { callsPerMinute: 0 } }, /limits\.callsPerMinute: must be at least 1/],
    ["half a call", { tools: { a: { limits: { inFlight: 1.5 } } } }, /tools\.a\.limits\.inFlight/],
    ["a budget for less than a notice", { output: { bytes: 10 } }, /output\.bytes: must be at least 256/],
    [
      "too many rules",
      { rules: Array.from({ length: 2001 }, (_, n) => ({ id: `r${n}`, effect: "ask" })) },
      /more than 2000 rules/,
    ],
    ["a hold beyond an hour", { approvals: { holdSeconds: 4000 } }, /approvals\.holdSeconds/],
  ])("%s", ([, document, message]) => {
    expect(problems(document)).toMatch(message);
  });

  test("all of it at once", () => {
    expect(problems({ rulez: 1, ...rule({ effect: "x" }) }).split("\n")).toHaveLength(3);
  });
});

test("comparisons with null, false, 0 and nothing are comparisons", () => {
  for (const comparison of [{ equals: null }, { equals: false }, { above: 0 }, { like: "" }, { exists: false }])
    expect(problems(condition(comparison))).toBe("none");
});
