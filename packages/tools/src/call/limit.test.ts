import type { LimitAnswer, LimitClaim, Limiter } from "@mcp-tools/core";
import { expect, test, vi } from "vitest";
import type { Definition, ToolDefinition } from "../define-tool.ts";
import { openPolicy } from "../policy.ts";
import { createGate, createTestToolbox } from "../testing.ts";

const claims: readonly LimitClaim[] = [{ subject: "principal:local", limits: { inFlight: 1 } }];

function createLimited(answer: LimitAnswer, run: ToolDefinition["run"] = () => "done") {
  const acquire = vi.fn<Limiter["acquire"]>(() => Promise.resolve(answer));
  const definitions: readonly Definition[] = [{ name: "t", description: "d", access: "read", run }];
  const toolbox = createTestToolbox(definitions, {
    limiter: { kind: "memory", acquire, close: () => Promise.resolve() },
    policy: (registry) => ({ ...openPolicy(registry), limits: () => claims }),
  });
  return { ...toolbox, acquire };
}

test.for([
  ["principal:local", "callsPerMinute", 30, 1, "this caller may make 30 calls a minute. Try again in 1 s."],
  ["tool:t", "callsPerMinute", 5, 59_001, "the tool t may make 5 calls a minute. Try again in 60 s."],
  ["tool:t", "inFlight", 2, 1_000, "the tool t may make 2 calls at the same time. Try again in 1 s."],
  ["principal:local", "callsPerDay", 9, 600_000, "this caller may make 9 calls a day. Try again in 10 min."],
] as const)(
  "a call over the limit of %s (%s) is told when to come back",
  async ([subject, limit, max, retryAfterMs, told]) => {
    const run = vi.fn<() => string>(() => "done");
    const { call, rows, acquire } = createLimited({ ok: false, subject, limit, max, retryAfterMs }, run);

    expect(await call("t")).toEqual({
      kind: "result",
      result: {
        isError: true,
        content: [{ type: "text", text: `Too many calls: ${told}` }],
        _meta: { "mcp-tools/retry-after-ms": retryAfterMs },
      },
    });
    expect(acquire).toHaveBeenCalledExactlyOnceWith(claims);
    expect(run).not.toHaveBeenCalled();
    expect(rows).toMatchObject([{ outcome: "refused", message: `Too many calls: ${told}` }]);
  },
);

test("who has to come back tomorrow is told the hour", async () => {
  const retryAfterMs = 5 * 3_600_000;
  const { call } = createLimited({ ok: false, subject: "principal:local", limit: "callsPerDay", max: 1, retryAfterMs });

  expect(await call("t")).toMatchObject({
    result: { content: [{ text: expect.stringMatching(/Try again in 5 h \(\d{4}-\d\d-\d\d \d\d:\d\d UTC\)\.$/) }] },
  });
});

test("the call is released when it is over, not before, however it ends", async () => {
  const release = vi.fn<() => void>();
  const gate = createGate<string>();
  const { call } = createLimited({ ok: true, release }, () => gate.promise);
  const running = call("t");
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(release).not.toHaveBeenCalled();
  gate.reject(new Error("boom"));
  await running;
  expect(release).toHaveBeenCalledOnce();
});

test("where nothing is limited, nobody is asked", async () => {
  const acquire = vi.fn<Limiter["acquire"]>();
  const { call } = createTestToolbox([{ name: "t", description: "d", access: "read", run: () => "done" }], {
    limiter: { kind: "memory", acquire, close: () => Promise.resolve() },
  });

  expect(await call("t")).toMatchObject({ result: { content: [{ text: "done" }] } });
  expect(acquire).not.toHaveBeenCalled();
});
