import type { ArgumentMatch, Effect, Rule } from "@mcp-tools/core";
import type { JsonSchema } from "@mcp-tools/tools";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileRules, decideByRules, defaultDecisions } from "./compile-rule.ts";
import { findReachable } from "./find-reachable.ts";

const rule = (effect: Effect, ...conditions: ArgumentMatch[]): Rule => ({
  id: `r${Math.random()}`,
  enabled: true,
  match: conditions.length === 0 ? {} : { arguments: conditions },
  effect,
});

function reach(rules: Rule[], schema?: JsonSchema, fallback: Effect = "allow", fixed?: Record<string, unknown>) {
  const otherwise = defaultDecisions({ read: fallback, write: fallback, destructive: fallback }).read;
  return findReachable(compileRules(rules), otherwise, () => ({ schema, fixed }))?.effect;
}

const path = (match: Omit<ArgumentMatch, "pointer">): ArgumentMatch => ({ pointer: "/path", ...match });
const open: JsonSchema = { type: "object", properties: { path: { type: "string" } }, required: ["path"] };

describe("some arguments are not refused", () => {
  test.for<{ name: string; rules: Rule[]; fallback?: Effect; schema?: JsonSchema; reached: Effect | undefined }>([
    { name: "without rules, the default", rules: [], fallback: "ask", reached: "ask" },
    { name: "refused by default", rules: [], fallback: "refuse", reached: undefined },
    { name: "the first rule for all arguments decides", rules: [rule("refuse"), rule("allow")], reached: undefined },
    {
      name: "all but one place refused",
      rules: [rule("refuse", path({ like: "/srv/*", not: true }))],
      reached: "allow",
    },
    {
      name: "one place allowed, all else refused",
      rules: [rule("allow", path({ like: "/srv/*" })), rule("refuse")],
      reached: "allow",
    },
    {
      name: "a place refused before it is allowed",
      rules: [rule("refuse", path({ like: "/srv/*" })), rule("allow", path({ like: "/srv/a/*" })), rule("refuse")],
      reached: undefined,
    },
    {
      name: "part of a place refused before all of it is allowed",
      rules: [rule("refuse", path({ like: "/srv/a/*" })), rule("ask", path({ like: "/srv/*" })), rule("refuse")],
      reached: "ask",
    },
    {
      name: "a place and what is not it refused",
      rules: [rule("refuse", path({ like: "/srv/*" })), rule("refuse", path({ like: "/srv/*", not: true }))],
      reached: undefined,
    },
    {
      name: "conditions that exclude each other",
      rules: [rule("allow", path({ like: "/a*" }), path({ like: "/b*" })), rule("refuse")],
      reached: undefined,
    },
    {
      name: "there, and not there, refused",
      rules: [rule("refuse", path({ exists: true })), rule("refuse", path({ exists: false }))],
      reached: undefined,
    },
    {
      name: "there refused, where it has to be there",
      rules: [rule("refuse", path({ exists: true }))],
      reached: undefined,
    },
    {
      name: "what the tool does not know refused unless it is there",
      rules: [rule("allow", { pointer: "/pth", exists: true }), rule("refuse")],
      schema: { ...open, additionalProperties: false },
      reached: undefined,
    },
  ])("$name: $reached", ({ rules, fallback, reached, schema = open }) => {
    expect(reach(rules, schema, fallback)).toBe(reached);
  });

  test("where patterns overlap the answer is yes, and each call decides", () => {
    const rules = [rule("allow", path({ like: "a*" }), path({ like: "*b" })), rule("refuse")];

    expect(reach(rules, open)).toBe("allow");
  });

  test("numbers are tried at, between and beyond what they are compared with", () => {
    const n = (match: Omit<ArgumentMatch, "pointer">): ArgumentMatch => ({ pointer: "/n", ...match });
    const number: JsonSchema = { type: "object", properties: { n: { type: "number" } }, required: ["n"] };
    const whole: JsonSchema = { type: "object", properties: { n: { type: "integer", minimum: 0 } }, required: ["n"] };
    const between = [rule("allow", n({ above: 1 }), n({ below: 2 })), rule("refuse")];

    expect([reach(between, number), reach(between, whole)]).toEqual(["allow", undefined]);
    expect(reach([rule("refuse", n({ above: -1 }))], whole)).toBeUndefined();
    expect(reach([rule("refuse", n({ above: 0 }))], whole)).toBe("allow");
    expect(reach([rule("allow", n({ above: 1e9 })), rule("refuse")], whole)).toBe("allow");
    expect(
      reach(
        [rule("refuse", n({ above: 5 })), rule("refuse", n({ below: 5 })), rule("refuse", n({ equals: 5 }))],
        number,
      ),
    ).toBeUndefined();
  });

  test("a fixed argument is what it is, and one whose type is changed may be anything", () => {
    const rules = [rule("refuse", path({ like: "/etc/*" }))];

    expect(reach(rules, open, "allow", { path: "/etc/passwd" })).toBeUndefined();
    expect(reach(rules, open, "allow", { path: "/srv" })).toBe("allow");
    expect(reach(rules, undefined, "allow", { path: "/etc/passwd" })).toBe("allow");
    const number: JsonSchema = { type: "object", properties: { path: { type: "number" } } };
    expect(reach([rule("refuse", path({ equals: "5" }))], number, "allow", { path: "5" })).toBe("allow");
  });

  test("too many cases to try are a yes", () => {
    const many = Array.from({ length: 30 }, (_, index) => rule("refuse", { pointer: `/p${index}`, equals: index }));

    expect(reach(many)).toBe("allow");
  });
});

describe("over arguments of few values, it is exact", () => {
  const schema: JsonSchema = {
    type: "object",
    properties: {
      mode: { enum: ["a", "ab", "b"] },
      n: { type: "integer", minimum: 0, maximum: 3 },
      on: { type: "boolean" },
    },
    required: ["mode", "n"],
    additionalProperties: false,
  };
  const inputs = ["a", "ab", "b"].flatMap((mode) =>
    [0, 1, 2, 3].flatMap((n) => [
      { mode, n },
      { mode, n, on: true },
      { mode, n, on: false },
    ]),
  );
  const value = fc.constantFrom<unknown>("a", "ab", "b", "c", 0, 1, 2, 3, 4, true, false, null);
  const comparison = fc.oneof(
    fc.record({ equals: value }),
    fc.record({ in: fc.array(value, { minLength: 1, maxLength: 3 }) }),
    fc.record({ like: fc.constantFrom("a*", "*b", "*", "a", "x*") }),
    fc.record({ above: fc.constantFrom(-1, 0, 1.5, 3) }),
    fc.record({ below: fc.constantFrom(0, 1, 2.5, 4) }),
    fc.record({ exists: fc.boolean() }),
  );
  const condition = fc
    .tuple(fc.constantFrom("/mode", "/n", "/on", "/other"), comparison, fc.boolean())
    .map(([pointer, compared, not]) => ({ pointer, ...compared, not }));
  const effect = fc.constantFrom<Effect>("allow", "refuse", "ask");
  const rules = fc.array(
    fc
      .tuple(fc.constantFrom<Effect>("refuse", "refuse", "allow", "ask"), fc.array(condition, { maxLength: 3 }))
      .map(([of, conditions]) => rule(of, ...conditions)),
    { maxLength: 6 },
  );

  test("reachable if and only if some input is not refused", () => {
    let refused = 0;
    fc.assert(
      fc.property(rules, effect, (given, fallback) => {
        const otherwise = defaultDecisions({ read: fallback, write: fallback, destructive: fallback }).read;
        const compiled = compileRules(given);
        const isCallable = inputs.some((input) => decideByRules(compiled, otherwise, input).effect !== "refuse");
        if (!isCallable) refused += 1;
        expect(findReachable(compiled, otherwise, () => ({ schema, fixed: undefined })) !== undefined).toBe(isCallable);
      }),
      { numRuns: 3000 },
    );
    expect(refused).toBeGreaterThan(100);
  });

  test("and over any others it never hides what can be called", () => {
    const free: JsonSchema = { type: "object" };
    const anything = fc.record({ mode: value, n: value, on: value, other: value }, { requiredKeys: [] });
    fc.assert(
      fc.property(rules, effect, anything, (given, fallback, input) => {
        const otherwise = defaultDecisions({ read: fallback, write: fallback, destructive: fallback }).read;
        const compiled = compileRules(given);
        if (decideByRules(compiled, otherwise, input).effect === "refuse") return;
        expect(findReachable(compiled, otherwise, () => ({ schema: free, fixed: undefined }))).toBeDefined();
      }),
      { numRuns: 3000 },
    );
  });
});
