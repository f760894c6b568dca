import { AppError } from "@mcp-tools/core";
import { expect, test, vi } from "vitest";
import { defineTool } from "./define-tool.ts";
import { openPolicy } from "./policy.ts";
import { createGate, createTestCall, createTestToolbox } from "./testing.ts";

const hello = defineTool({ name: "hello", description: "Greets.", access: "read", run: () => "Hello." });

test("loads its packs at the first call, once", async () => {
  const loadPacks = vi.fn(async () => [{ name: "test", description: "", definitions: [hello] }]);
  const { toolbox, call } = createTestToolbox([], { loadPacks });
  expect([toolbox.isLoaded, toolbox.registry.tools().length, loadPacks.mock.calls.length]).toEqual([false, 0, 0]);

  await Promise.all([call("hello"), call("hello"), toolbox.load()]);

  expect([toolbox.isLoaded, toolbox.registry.tools().length, loadPacks.mock.calls.length]).toEqual([true, 1, 1]);
});

test("loads again after loading failed", async () => {
  let attempts = 0;
  const loadPacks = async () => {
    attempts += 1;
    if (attempts === 1) throw new AppError("unavailable", "not yet");
    return [{ name: "test", description: "", definitions: [hello] }];
  };
  const { toolbox, call } = createTestToolbox([], { loadPacks });

  await expect(toolbox.load()).rejects.toThrow("not yet");
  expect(toolbox.isLoaded).toBe(false);
  expect(await call("hello")).toMatchObject({ kind: "result" });
});

test("loading names the definition that is wrong", async () => {
  const { toolbox } = createTestToolbox([hello, hello]);

  await expect(toolbox.load()).rejects.toMatchObject({
    code: "conflict",
    message: 'There are two tools called "hello"; rename one of them.',
  });
});

test("callTool works apart from its toolbox", async () => {
  const { callTool } = createTestToolbox([hello]).toolbox;

  expect(await callTool(createTestCall("hello"))).toMatchObject({ result: { content: [{ text: "Hello." }] } });
});

test("counts the calls that are running", async () => {
  const gate = createGate<string>();
  const { toolbox, call } = createTestToolbox([{ ...hello, run: () => gate.promise }]);

  const calls = [call("hello"), call("hello"), call("nobody")];
  await expect.poll(() => toolbox.inFlight).toBe(2);
  gate.resolve("done");
  await Promise.all(calls);

  expect(toolbox.inFlight).toBe(0);
});

test("an unknown tool is told apart, and is recorded as refused", async () => {
  const { call, rows, ended } = createTestToolbox([hello]);

  expect(await call("nobody")).toEqual({ kind: "unknown_tool" });
  expect(await call("__proto__")).toEqual({ kind: "unknown_tool" });
  expect(rows).toMatchObject([
    { tool: "nobody", outcome: "refused", message: "Unknown tool: nobody" },
    { tool: "__proto__", outcome: "refused" },
  ]);
  // Names come from strangers: they must not become metric labels.
  expect(ended.map(({ tool, outcome }) => [tool, outcome])).toEqual([
    ["", "refused"],
    ["", "refused"],
  ]);
});

test("what the policy refuses is not run, and is recorded", async () => {
  const run = vi.fn(() => "done");
  const { call, rows } = createTestToolbox([{ ...hello, run }], {
    policy: (registry) => ({
      ...openPolicy(registry),
      decide: ({ principal, tool }) => ({
        effect: "refuse",
        reason: `${principal.id} may not call ${tool.listing.name}`,
      }),
    }),
  });

  expect(await call("hello")).toEqual({
    kind: "result",
    result: { isError: true, content: [{ type: "text", text: "Not allowed: local may not call hello" }] },
  });
  expect(run).not.toHaveBeenCalled();
  expect(rows).toMatchObject([{ outcome: "refused", message: "Not allowed: local may not call hello" }]);
});
