import type { Rule } from "@mcp-tools/core";
import { expect, test } from "vitest";
import { describeRule } from "./describe-rule.ts";
import { readSince } from "./read-since.ts";
import { reportSimulation } from "./report-simulation.ts";
import { collectOutput } from "../testing/collect-output.ts";

const rule = (more: Partial<Rule>): Rule => ({ id: "a", enabled: true, match: {}, effect: "ask", ...more });

test.for<[Partial<Rule>, string]>([
  [{}, "ask     a  everything"],
  [
    {
      effect: "refuse",
      enabled: false,
      reason: "Not\nnow.",
      match: { principals: ["key:*", "local"], access: ["write"] },
    },
    "refuse  a  principals key:*, local; access write  “Not now.”  (off)",
  ],
  [
    {
      match: {
        tools: ["fetch"],
        arguments: [
          { pointer: "/url", like: "ftp:*", not: true },
          { pointer: "/n", above: 3 },
          { pointer: "/x", exists: false },
          { pointer: "", equals: null },
        ],
      },
    },
    'ask     a  tools fetch; /url not like "ftp:*"; /n > 3; /x is not there; the arguments = null',
  ],
  [{ match: { arguments: [{ pointer: "/x", exists: false, not: true }] } }, "ask     a  /x is there"],
])("%j in one line", ([more, line]) => {
  expect(describeRule(rule(more))).toBe(line);
});

test("a time is so long ago, or a moment", () => {
  const now = Date.UTC(2026, 0, 2);

  expect(readSince("24h", now)).toBe(Date.UTC(2026, 0, 1));
  expect(readSince("30m", now)).toBe(now - 1_800_000);
  expect(readSince("2d", now)).toBe(now - 172_800_000);
  expect(readSince("2026-01-01T08:00Z", now)).toBe(Date.UTC(2026, 0, 1, 8));
  for (const none of ["yesterday", "24", "", "h", "1w", "2026-99-99"])
    expect(() => readSince(none, now)).toThrow(expect.objectContaining({ code: "invalid_input" }));
});

test("a simulation says what would have gone otherwise, and what it could not tell", () => {
  const { output, printed, noted } = collectOutput();
  reportSimulation(
    {
      version: 1,
      calls: 10,
      unchanged: 6,
      changes: [{ before: "allow", after: "refuse", calls: 2 }],
      examples: [
        {
          id: "x",
          startedAt: 0,
          principalId: "key:1",
          principalName: "ci",
          tool: "fetch",
          arguments: "{}",
          before: "allow",
          after: "refuse",
          reason: "no.",
        },
      ],
      unjudged: { cut: 1, masked: 1, toolGone: 0 },
      isComplete: false,
      oldestAt: 0,
    },
    { json: false, output },
  );

  expect(printed().split("\n")).toEqual([
    "10 calls looked at, 6 would have gone as they did.",
    "2 of them: allow → refuse",
    expect.stringMatching(/^2 say too little: the arguments of 1 were cut and of 1 masked/),
    "  1970-01-01T00:00:00.000Z  ci  fetch {}  allow → refuse: no.",
  ]);
  expect(noted()).toContain("none before 1970");
});
