import { AppError, silentLogger, type Logger, type MemoryStore } from "@mcp-tools/core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { silentClient } from "../client-port.ts";
import type { Definition, ToolContext, ToolDefinition } from "../define-tool.ts";
import { openPolicy, type Decision, type Policy } from "../policy.ts";
import { createGate, createTestToolbox } from "../testing.ts";

const tool = (run: ToolDefinition["run"], more: Partial<ToolDefinition> = {}): readonly Definition[] => [
  { name: "t", description: "d", access: "read", ...more, run },
];

function createMemoryLogger() {
  const lines: { fields: object; message: string }[] = [];
  const logger: Logger = { ...silentLogger, error: (fields, message) => lines.push({ fields, message }) };
  return { lines, logger };
}

describe("a tool that throws", () => {
  const thrown: readonly (readonly [string, () => unknown, string, number])[] = [
    ["an AppError", () => new AppError("not_found", "There is no such note."), "There is no such note.", 0],
    ["an AppError that is our own fault", () => new AppError("internal", "Broken."), "The tool failed: Broken.", 1],
    ["an Error", () => new Error("boom"), "The tool failed: boom", 1],
    ["an Error without a message", () => new TypeError(), "The tool failed: TypeError", 1],
    ["a string", () => "just text", "The tool failed: just text", 1],
  ];
  test.for(thrown)("%s is answered as a tool error", async ([, create, told, logged]) => {
    const { lines, logger } = createMemoryLogger();
    for (const run of [
      (): string => {
        throw create();
      },
      async (): Promise<string> => {
        throw create();
      },
    ]) {
      const { call, rows } = createTestToolbox(tool(run), { logger });
      expect(await call("t")).toEqual({
        kind: "result",
        result: { isError: true, content: [{ type: "text", text: told }] },
      });
      expect(rows).toMatchObject([{ outcome: "error", message: told }]);
    }
    expect(lines.length).toBe(2 * logged);
  });

  test("something that cannot be written down is answered all the same", async () => {
    const run = () => {
      throw Object.create(null);
    };
    const { call, rows } = createTestToolbox(tool(run));

    expect(await call("t")).toMatchObject({ kind: "result", result: { isError: true } });
    expect(rows).toMatchObject([{ outcome: "error" }]);
  });

  test("is logged once, with its error and the call", async () => {
    const { lines, logger } = createMemoryLogger();
    const error = new Error("boom");
    const { call, rows } = createTestToolbox(
      tool(() => Promise.reject(error)),
      { logger },
    );
    await call("t", {}, { requestId: "req-1" });

    expect(lines).toEqual([
      {
        message: "tool failed",
        fields: { err: error, tool: "t", callId: rows[0]?.id, requestId: "req-1", origin: "tool" },
      },
    ]);
  });
});

describe("time and cancellation", () => {
  const unhandled: unknown[] = [];
  const onUnhandled = (reason: unknown) => unhandled.push(reason);
  beforeEach(() => {
    unhandled.length = 0;
    process.on("unhandledRejection", onUnhandled);
  });
  afterEach(() => {
    process.off("unhandledRejection", onUnhandled);
  });

  test("a tool that never returns is given up", async () => {
    let reason: unknown;
    const run = (_input: unknown, { signal }: ToolContext) =>
      new Promise<string>(() => signal.addEventListener("abort", () => (reason = signal.reason)));
    const { call, rows } = createTestToolbox(tool(run, { timeoutMs: 30 }));

    expect(await call("t")).toMatchObject({
      result: {
        isError: true,
        content: [
          { text: "The tool did not finish within 0.03 s and was stopped. Ask for less at once, or try again later." },
        ],
      },
    });
    expect(rows).toMatchObject([{ outcome: "timeout" }]);
    expect(reason).toMatchObject({ name: "TimeoutError" });
  });

  test("the toolbox's time limit holds for a tool without its own", async () => {
    const { call, rows } = createTestToolbox(
      tool(() => new Promise<string>(() => {})),
      { timeoutMs: 20 },
    );
    await call("t");

    expect(rows).toMatchObject([{ outcome: "timeout" }]);
  });

  test("what a tool rejects with after its time is nobody's unhandled rejection", async () => {
    const late = createGate<string>();
    const { call, rows } = createTestToolbox(tool(() => late.promise, { timeoutMs: 10 }));
    await call("t");
    late.reject(new Error("too late"));
    await new Promise((resolve) => setTimeout(resolve, 20));

    expect(unhandled).toEqual([]);
    expect(rows.map(({ outcome }) => outcome)).toEqual(["timeout"]);
  });

  test("cancelling reaches the tool's signal, and is not waited for", async () => {
    const abort = new AbortController();
    const seen = createGate<unknown>();
    const run = (_input: unknown, { signal }: ToolContext) =>
      new Promise<string>(() => signal.addEventListener("abort", () => seen.resolve(signal.reason)));
    const { call, rows } = createTestToolbox(tool(run));
    const running = call("t", {}, { signal: abort.signal });
    setTimeout(() => abort.abort(), 10);

    expect(await running).toMatchObject({ result: { isError: true, content: [{ text: "The call was cancelled." }] } });
    expect(await seen.promise).toMatchObject({ name: "AbortError" });
    expect(rows).toMatchObject([{ outcome: "cancelled" }]);
  });

  test("a call that was cancelled before it began is not run", async () => {
    const run = vi.fn(() => "done");
    const { call, rows } = createTestToolbox(tool(run));
    await call("t", {}, { signal: AbortSignal.abort() });

    expect(run).not.toHaveBeenCalled();
    expect(rows).toMatchObject([{ outcome: "cancelled" }]);
  });

  test("a call that is cancelled while the tool's first lines run is given up", async () => {
    const abort = new AbortController();
    const run = () => {
      abort.abort();
      return new Promise<string>(() => {});
    };
    const { call, rows } = createTestToolbox(tool(run));
    await call("t", {}, { signal: abort.signal });

    expect(rows).toMatchObject([{ outcome: "cancelled" }]);
  });

  test("a call that ended leaves no listener behind", async () => {
    const abort = new AbortController();
    const add = vi.spyOn(abort.signal, "addEventListener");
    const remove = vi.spyOn(abort.signal, "removeEventListener");
    await createTestToolbox(tool(async () => "done")).call("t", {}, { signal: abort.signal });

    expect(add).toHaveBeenCalled();
    expect(remove.mock.calls.length).toBe(add.mock.calls.length);
  });

  test("a call that ended leaves no timer behind", async () => {
    const { toolbox, call } = createTestToolbox(tool(async () => "done"));
    await toolbox.load();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      await call("t");
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test("a thenable that is no promise is waited for", async () => {
    const thenable = {
      // oxlint-disable-next-line unicorn/no-thenable -- query builders are such objects
      then: (resolve: (value: string) => void) => setTimeout(() => resolve("from a query builder"), 5),
    };
    const { call } = createTestToolbox(tool(() => thenable));

    expect(await call("t")).toMatchObject({ result: { content: [{ text: "from a query builder" }] } });
  });
});

describe("the context", () => {
  test("reports progress to those who asked for it", async () => {
    const steps: unknown[] = [];
    const { call } = createTestToolbox(
      tool((_input, { progress }) => {
        progress(1, 2, "half");
        progress(2);
        return "done";
      }),
    );
    await call("t", {}, { progress: (...step) => steps.push(step) });

    expect(steps).toEqual([
      [1, 2, "half"],
      [2, undefined, undefined],
    ]);
    expect(await call("t")).toMatchObject({ result: { content: [{ text: "done" }] } });
  });

  test("has the stores that the tool named, and no others", async () => {
    const memory = {} as MemoryStore;
    const seen: unknown[] = [];
    const run: ToolDefinition["run"] = (_input, { stores }) => {
      seen.push(stores);
      return "done";
    };
    const stores = { memory };
    await createTestToolbox(tool(run, { uses: ["memory"] }), { stores }).call("t");
    await createTestToolbox(tool(run), { stores }).call("t");

    expect(seen).toEqual([{ memory }, {}]);
  });

  test("has the principal, and a log that knows the call", async () => {
    const bindings: object[] = [];
    const logger: Logger = { ...silentLogger, child: (fields) => (bindings.push(fields), silentLogger) };
    const principal = { id: "key:1", kind: "key", name: "ci", space: "team" } as const;
    const { call, rows } = createTestToolbox(
      tool((_input, { principal: caller, log }) => {
        log.info({}, "once");
        log.info({}, "twice");
        return caller.space;
      }),
      { logger },
    );

    expect(await call("t", {}, { principal })).toMatchObject({ result: { content: [{ text: "team" }] } });
    expect(bindings).toEqual([{ tool: "t", callId: rows[0]?.id, origin: "tool" }]);
  });

  test("logs to the client and lets go of its stream", async () => {
    const client = { ...silentClient, log: vi.fn(), releaseStream: vi.fn() };
    const { call } = createTestToolbox(
      tool((_input, { logToClient, releaseStream }) => {
        logToClient("warning", { disk: "full" });
        releaseStream();
        return "done";
      }),
    );
    await call("t", {}, { client });

    expect(client.log).toHaveBeenCalledExactlyOnceWith("warning", { disk: "full" });
    expect(client.releaseStream).toHaveBeenCalledOnce();
  });
});

describe("arguments that the call leads to", () => {
  const decisions: Readonly<Record<string, Decision>> = {
    inner: { effect: "refuse", reason: "Nobody reads that." },
    costly: { effect: "ask", reason: "The rule costly asks." },
  };
  const decide: Policy["decide"] = ({ input }) =>
    decisions[(input as { to?: string } | undefined)?.to ?? ""] ?? { effect: "allow", reason: "" };

  test.for([
    ["open", undefined],
    ["inner", "Not allowed: Nobody reads that."],
    ["costly", "Not allowed without approval, which a call of its own can ask for: The rule costly asks."],
  ] as const)("are for the rules, too: %s", async ([to, refusal]) => {
    const { call, rows } = createTestToolbox(
      tool((_input, { authorize }) => {
        authorize({ to });
        return "there";
      }),
      { policy: (registry) => ({ ...openPolicy(registry), decide }) },
    );

    expect(await call("t")).toEqual({
      kind: "result",
      result: {
        content: [{ type: "text", text: refusal ?? "there" }],
        ...(refusal === undefined ? {} : { isError: true }),
      },
    });
    expect(rows).toMatchObject([refusal === undefined ? { outcome: "ok" } : { outcome: "error", message: refusal }]);
  });
});
