import { AppError, silentLogger, type AuditRecord } from "@mcp-tools/core";
import { describe, expect, test, vi } from "vitest";
import * as z from "zod";
import type { Definition, ToolDefinition } from "../define-tool.ts";
import { openPolicy } from "../policy.ts";
import { createGate, createTestClient, createTestToolbox } from "../testing.ts";

const tool = (run: ToolDefinition["run"], more: Partial<ToolDefinition> = {}): readonly Definition[] => [
  { name: "t", description: "d", access: "write", input: z.looseObject({}), ...more, run },
];

test("a row says who called what, from where, and how it went", async () => {
  const { call, rows, ended } = createTestToolbox(tool(() => "done"));
  const before = Date.now();
  await call(
    "t",
    { a: 1 },
    {
      transport: "http",
      protocolVersion: "2025-11-25",
      clientName: "inspector/2.0",
      sessionId: "s-1",
      requestId: "r-1",
      traceId: "0af7651916cd43dd8448eb211c80319c",
    },
  );

  expect(rows).toEqual([
    {
      id: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-7/),
      kind: "call",
      action: "tools/call",
      startedAt: expect.any(Number),
      principalId: "local",
      principalName: "local",
      transport: "http",
      protocolVersion: "2025-11-25",
      client: "inspector/2.0",
      sessionId: "s-1",
      address: undefined,
      toolset: undefined,
      tool: "t",
      arguments: '{"a":1}',
      outcome: "ok",
      message: undefined,
      durationMs: expect.any(Number),
      resultBytes: 4,
      requestId: "r-1",
      traceId: "0af7651916cd43dd8448eb211c80319c",
    },
  ]);
  expect(rows[0]?.startedAt).toBeGreaterThanOrEqual(before);
  expect(ended).toEqual([{ tool: "t", outcome: "ok", durationMs: expect.any(Number) }]);
});

test.for([
  ["ok", tool(() => "done"), {}],
  ["error", tool(() => Promise.reject(new Error("boom"))), {}],
  ["refused", tool(() => "done", { input: z.object({ needed: z.string() }) }), {}],
  ["timeout", tool(() => new Promise(() => {}), { timeoutMs: 5 }), {}],
  ["cancelled", tool(() => "done"), { signal: AbortSignal.abort() }],
  ["input_required", tool(async (_input, { roots }) => ({ roots: await roots() })), { client: createTestClient() }],
] as const)("the outcome %s is recorded and counted once", async ([outcome, definitions, overrides]) => {
  const { call, rows, ended } = createTestToolbox(definitions);
  await call("t", {}, overrides);

  expect(rows.map((row) => row.outcome)).toEqual([outcome]);
  expect(ended.map((end) => [end.tool, end.outcome])).toEqual([["t", outcome]]);
});

test("the answer waits for the row", async () => {
  const commit = createGate();
  let answered = false;
  const { call } = createTestToolbox(
    tool(() => "done"),
    { audit: { record: () => commit.promise, isAvailable: () => true } },
  );
  const running = call("t").then((answer) => {
    answered = true;
    return answer;
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(answered).toBe(false);

  commit.resolve();
  expect(await running).toMatchObject({ result: { content: [{ text: "done" }] } });
});

test("while rows cannot be stored nothing is run", async () => {
  const run = vi.fn(() => "done");
  const record = vi.fn(async () => {});
  const { call, ended } = createTestToolbox(tool(run), { audit: { record, isAvailable: () => false } });

  expect(await call("t")).toMatchObject({
    result: { isError: true, content: [{ text: expect.stringContaining("was not run. Try again") }] },
  });
  await call("made-up-by-a-stranger");
  expect(run).not.toHaveBeenCalled();
  expect(record).not.toHaveBeenCalled();
  // A name that was not looked up must not become a metric label.
  expect(ended).toEqual([
    { tool: "", outcome: "refused", durationMs: 0 },
    { tool: "", outcome: "refused", durationMs: 0 },
  ]);
});

describe("when the row is lost", () => {
  const lost = {
    record: () =>
      Promise.reject(
        new AppError("unavailable", "The call could not be stored.", { cause: new Error("connection reset") }),
      ),
    isAvailable: () => true,
  };

  test.for([
    ["ran", tool(() => "done"), {}, /^The tool ran, but/],
    ["failed", tool(() => Promise.reject(new Error("boom"))), {}, /^The tool ran, but/],
    ["was cancelled", tool(() => "done"), { signal: AbortSignal.abort() }, /^The tool ran, but/],
    [
      "was refused",
      tool(() => "done", { input: z.object({ needed: z.string() }) }),
      {},
      /The tool did not run\. Try again/,
    ],
  ] as const)("a call that %s says so", async ([, definitions, overrides, text]) => {
    const { call, ended } = createTestToolbox(definitions, { audit: lost });

    expect(await call("t", {}, overrides)).toMatchObject({
      kind: "result",
      result: { isError: true, content: [{ text: expect.stringMatching(text) }] },
    });
    expect(ended.map(({ outcome }) => outcome)).toEqual(["unknown"]);
  });

  test("the cause is logged", async () => {
    const error = vi.fn();
    const { call } = createTestToolbox(
      tool(() => "done"),
      { audit: lost, logger: { ...silentLogger, error } },
    );
    await call("t");

    expect(error).toHaveBeenCalledExactlyOnceWith(
      { err: new Error("connection reset"), tool: "t", callId: expect.any(String) },
      "call not recorded",
    );
  });
});

describe("secrets", () => {
  async function recordOf(input: ToolDefinition["input"], args: unknown): Promise<AuditRecord | undefined> {
    const { call, rows } = createTestToolbox(tool(() => "done", { ...(input !== undefined && { input }) }));
    await call("t", args);
    return rows[0];
  }

  test("are masked by their name", async () => {
    const row = await recordOf(z.looseObject({}), { user: "ada", apiKey: "k-123456", deep: { password: "hunter2" } });

    expect(row?.arguments).toContain("ada");
    expect(row?.arguments).not.toMatch(/k-123456|hunter2/);
  });

  test("are masked where the schema marks them", async () => {
    const input = {
      type: "object",
      properties: {
        pin: { type: "string", "x-secret": true },
        box: {
          type: "object",
          properties: {
            code: { type: "string", format: "password" },
            note: { type: "string", writeOnly: true },
            open: { type: "string" },
          },
        },
      },
    };
    const row = await recordOf(input, { pin: "1111", box: { code: "2222", note: "3333", open: "4444" } });

    expect(JSON.parse(row?.arguments ?? "")).toEqual({
      pin: "••••",
      box: { code: "••••", note: "••••", open: "4444" },
    });
  });

  test("are masked in lists, maps, branches and definitions", async () => {
    const secret = z.string().meta({ "x-secret": true });
    const input = z.object({
      list: z.array(z.object({ pin: secret })),
      pair: z.tuple([z.string(), secret]),
      map: z.record(z.string(), secret),
      maybe: secret.nullable(),
      either: z.union([z.object({ pin: secret }), z.object({ name: z.string() })]),
      get next() {
        return input.partial().optional();
      },
    });
    const args = {
      list: [{ pin: "Zq9" }],
      pair: ["open", "Zq9"],
      map: { a: "Zq9" },
      maybe: "Zq9",
      either: { pin: "Zq9" },
      next: { maybe: "Zq9", next: { map: { a: "Zq9" } } },
    };
    const row = await recordOf(input, args);

    expect(row).toMatchObject({ outcome: "ok" });
    expect(row?.arguments).toContain('["open","••••"]');
    expect(row?.arguments).not.toContain("Zq9");
  });

  test("are masked in a call of a tool that this caller does not see, by its own name or by a toolset's", async () => {
    const input = { type: "object", properties: { pin: { "x-secret": true }, note: {} } };
    const { call, rows } = createTestToolbox(
      tool(() => "done", { input }),
      {
        policy: (registry) => ({
          ...openPolicy(registry),
          catalogue: () => undefined,
          ownNames: (name) => (name === "renamed" ? ["t", "gone"] : []),
        }),
      },
    );
    const args = { pin: "1111", note: "2222", password: "3333" };
    for (const name of ["t", "renamed", "nonsense"]) expect(await call(name, args)).toEqual({ kind: "unknown_tool" });

    const known = '{"pin":"••••","note":"2222","password":"••••"}';
    expect(rows.map((row) => row.arguments)).toEqual([known, known, known.replace("••••", "1111")]);
    expect(rows).toMatchObject([
      { tool: "t", outcome: "refused", message: "Unknown tool: t" },
      { tool: "renamed", outcome: "refused" },
      { tool: "nonsense", outcome: "refused" },
    ]);
  });

  test("are masked in arguments that were refused, too", async () => {
    const row = await recordOf(
      { type: "object", properties: { pin: { type: "integer", "x-secret": true } } },
      { pin: "1111" },
    );

    expect(row).toMatchObject({ outcome: "refused", arguments: '{"pin":"••••"}' });
  });

  test.for([[0], [965]])(
    "are masked in what a tool says of its failure, also across the cut (%d before)",
    async ([before]) => {
      const text = `${"x".repeat(before ?? 0)} postgres://app:hunter2@db/app`;
      const { call, rows } = createTestToolbox(tool(() => Promise.reject(new Error(text))));
      await call("t");

      expect(rows[0]?.message).toContain("postgres://");
      expect(rows[0]?.message).not.toMatch(/hunter|app:/);
      expect(rows[0]?.message?.length).toBeLessThanOrEqual(1_000);
    },
  );
});

test("arguments that are long are cut, and absent ones are an empty object", async () => {
  const { call, rows } = createTestToolbox(tool(() => "done"));
  await call("t", { text: "x".repeat(50_000) });
  await call("t");

  expect(rows[0]?.arguments).toHaveLength(16_384 + 1);
  expect(rows[0]?.arguments.endsWith("…")).toBe(true);
  expect(rows[1]?.arguments).toBe("{}");
});

test("texts from clients are such as a database can store", async () => {
  const { call, rows } = createTestToolbox(tool(() => Promise.reject(new Error("bad\0byte"))));
  await call("t", { a: "\0" }, { clientName: "c\0/1" });
  await call(`\0${"x".repeat(300)}`);

  expect(rows).toMatchObject([
    { client: "c\uFFFD/1", message: "The tool failed: bad\uFFFDbyte", arguments: String.raw`{"a":"\u0000"}` },
    { tool: expect.stringMatching(/^\uFFFDx{127}$/), message: expect.stringMatching(/^Unknown tool: \uFFFD/) },
  ]);
});

test("a fault of our own is recorded and answered like a failure", async () => {
  const decide = () => {
    throw new Error("policy broken");
  };
  const { call, rows } = createTestToolbox(
    tool(() => "done"),
    { policy: (registry) => ({ ...openPolicy(registry), decide }) },
  );

  expect(await call("t")).toEqual({
    kind: "result",
    result: { isError: true, content: [{ type: "text", text: "The call failed: policy broken" }] },
  });
  expect(rows).toMatchObject([{ outcome: "error" }]);
});
