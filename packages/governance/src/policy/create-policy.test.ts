import { AppError, localPrincipal, silentLogger, type Logger } from "@mcp-tools/core";
import type { Definition } from "@mcp-tools/tools";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createTestChangeFeed } from "../testing/test-change-feed.ts";
import { openTestPolicy, testKey } from "../testing/open-test-policy.ts";
import type { LivePolicy } from "./create-policy.ts";

async function open(...given: Parameters<typeof openTestPolicy>) {
  const opened = await openTestPolicy(...given);
  onTestFinished(() => opened.policy.close());
  return opened;
}

const docs = {
  name: "docs",
  tools: ["get_time", { tool: "fetch", name: "fetch_docs", arguments: { url: "https://docs.example.com" } }],
  resources: ["notes://*"],
  prompts: ["greet"],
};

describe("limits and budgets", () => {
  test("are the principal's own, else everyone's, and the tool's", async () => {
    const { toolbox, policy } = await open({
      limits: { callsPerMinute: 10 },
      tools: { fetch: { limits: { inFlight: 2 } }, get_time: { limits: {} } },
    });
    await toolbox.load();
    const [time, fetch] = toolbox.registry.tools();
    const own = testKey(undefined, { limits: { callsPerDay: 5 } });

    expect(policy.limits(localPrincipal, fetch!)).toEqual([
      { subject: "principal:local", limits: { callsPerMinute: 10 } },
      { subject: "tool:fetch", limits: { inFlight: 2 } },
    ]);
    expect(policy.limits(own, time!)).toEqual([{ subject: `principal:${own.id}`, limits: { callsPerDay: 5 } }]);
    expect(policy.limits(testKey(undefined, { limits: {} }), time!)).toEqual([]);
    expect(policy.limits(localPrincipal, fetch!)).toBe(policy.limits(localPrincipal, fetch!));
  });

  test("a tool's limits are those of its own name, whatever a toolset calls it", async () => {
    const { toolbox, policy } = await open({ toolsets: [docs], tools: { fetch: { limits: { inFlight: 2 } } } });
    await toolbox.load();

    expect(policy.limits(localPrincipal, toolbox.catalogue(localPrincipal, "docs").tool("fetch_docs")!)).toMatchObject([
      { subject: "tool:fetch" },
    ]);
  });

  test("the smallest part of the budgets that there are", async () => {
    const { toolbox, policy } = await open({
      output: { bytes: 1_000, tokens: 500 },
      tools: { fetch: { output: { bytes: 4_000 } } },
    });
    await toolbox.load();
    const [time, fetch] = toolbox.registry.tools();

    expect(policy.output(localPrincipal, time!)).toEqual({ bytes: 1_000, tokens: 500 });
    expect(policy.output(localPrincipal, fetch!)).toEqual({ bytes: 4_000, tokens: 500 });
    expect(policy.output(testKey(undefined, { output: { bytes: 2_000, tokens: 900 } }), fetch!)).toEqual({
      bytes: 2_000,
      tokens: 900,
    });
  });
});

test("the own name behind a toolset's is known, also of a tool that is off", async () => {
  const { toolbox, policy } = await open({ toolsets: [docs], tools: { fetch: { enabled: false } } });
  await toolbox.load();

  expect(policy.catalogue(localPrincipal, "docs")?.tool("fetch_docs")).toBeUndefined();
  expect(policy.ownNames("fetch_docs")).toEqual(["fetch"]);
  expect(policy.ownNames("fetch")).toEqual([]);
});

describe("its life", () => {
  const without = (name: string) => ({ tools: { [name]: { enabled: false } } });
  const count = (policy: LivePolicy) => policy.catalogue(localPrincipal)?.tools().length;

  test("nothing is read before it is asked for, and nothing served that was not read", async () => {
    const { store, changes, policy, toolbox } = await open();

    expect([store.reads, changes.listeners, policy.isLoaded]).toEqual([0, 0, false]);
    expect(policy.catalogue(localPrincipal)).toBeUndefined();
    await Promise.all([policy.load(), policy.load(), toolbox.load()]);
    expect([store.reads, changes.listeners, policy.isLoaded]).toEqual([1, 1, true]);
  });

  test("one that cannot be read serves nothing, says so, and is tried again", async () => {
    const { store, policy, call } = await open(without("fetch"));
    store.failWith(new AppError("unavailable", "The database is not available."));

    await expect(policy.load()).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringMatching(/cannot be read.*database/),
    });
    await expect(call("get_time")).rejects.toMatchObject({ code: "unavailable" });
    store.failWith(undefined);
    expect(await call("get_time")).toMatchObject({ kind: "result" });
    expect(count(policy)).toBe(3);
  });

  test("one that cannot be understood serves nothing either", async () => {
    const { policy } = await open(
      {},
      {
        store: {
          current: async () => ({ version: 3, document: { rulez: [] } as never, createdAt: 1, createdBy: "x" }),
          history: async () => [],
        },
      },
    );

    await expect(policy.load()).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringMatching(/Version 3.*rulez/),
    });
    expect(policy.isLoaded).toBe(false);
  });

  test("a change that is heard of is taken over, as a whole", async () => {
    const { store, policy, toolbox } = await open();
    await toolbox.load();

    await store.put(without("fetch"));

    await vi.waitFor(() => expect(policy.version).toBe(1));
    expect([count(policy), policy.document.tools]).toEqual([3, { fetch: { enabled: false } }]);
  });

  test("one that was missed is found by looking, and after a gap at once", async () => {
    const quiet = createTestChangeFeed();
    const { store, policy, toolbox } = await open({}, { changes: quiet, pollMs: 20 });
    await toolbox.load();
    const { reads } = store;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(store.reads).toBe(reads);

    await store.put(without("fetch"));
    await vi.waitFor(() => expect(policy.version).toBe(1));

    const patient = await open({}, { changes: quiet });
    await patient.toolbox.load();
    await patient.store.put(without("fetch"));
    quiet.gap();
    await vi.waitFor(() => expect(patient.policy.version).toBe(1));
  });

  test("a change while it is being read is not missed", async () => {
    const { store, changes, policy, toolbox } = await open();
    const current = store.current;
    let isFirst = true;
    store.current = async () => {
      const read = await current();
      if (isFirst) {
        isFirst = false;
        await store.put(without("fetch"));
      }
      return read;
    };
    await toolbox.load();

    expect([policy.version, count(policy), changes.listeners]).toEqual([1, 3, 1]);
  });

  test("while newer ones cannot be read the last one decides, which is said once", async () => {
    const error = vi.fn<Logger["error"]>();
    const { store, policy, toolbox } = await open(without("fetch"), { logger: { ...silentLogger, error }, pollMs: 10 });
    await toolbox.load();
    store.failWith(new Error("no"));

    await expect(policy.refresh()).rejects.toThrow("no");
    await vi.waitFor(() => expect(error).toHaveBeenCalled());
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(error).toHaveBeenCalledTimes(1);
    expect([policy.version, count(policy)]).toEqual([1, 3]);

    store.failWith(undefined);
    await store.put(without("get_time"));
    await vi.waitFor(() => expect(policy.version).toBe(2));
    store.failWith(new Error("again"));
    await vi.waitFor(() => expect(error).toHaveBeenCalledTimes(2));
  });

  test("listeners are told of what lists show, and of nothing else", async () => {
    const { store, policy, toolbox } = await open();
    await toolbox.load();
    const listener = vi.fn<() => void>();
    const release = policy.onChange(listener);
    const rule = { id: "r", match: { tools: ["fetch"] }, effect: "refuse" };
    const put = async (parts: object) => {
      const { version } = await store.put({ ...parts });
      await vi.waitFor(() => expect(policy.version).toBe(version));
      return listener.mock.calls.length;
    };

    expect(await put({ limits: { inFlight: 1 }, output: { bytes: 500 }, idempotency: { keepHours: 1 } })).toBe(0);
    expect(await put({ rules: [{ ...rule, enabled: false }] })).toBe(0);
    expect(await put({ rules: [rule] })).toBe(1);
    expect(await put({ rules: [{ ...rule, reason: "because" }] })).toBe(1);
    expect(await put({ toolsets: [docs] })).toBe(2);
    expect(await put({ toolsets: [docs], tools: { fetch: { limits: { inFlight: 1 } } } })).toBe(2);
    expect(await put({ toolsets: [docs], tools: { fetch: { title: "F" } } })).toBe(3);
    release();
    expect(await put({})).toBe(3);
  });

  test("closing it ends listening and looking", async () => {
    const { store, changes, policy, toolbox } = await open({}, { pollMs: 10 });
    await toolbox.load();

    await policy.close();
    await store.put(without("fetch"));
    await new Promise((resolve) => setTimeout(resolve, 50));

    expect([changes.listeners, policy.version]).toEqual([0, 0]);
    await expect((await open()).policy.load()).resolves.toBeUndefined();
  });

  test("a credential holds as long as the keys say so", async () => {
    const revoked = testKey();
    const { toolbox, call } = await open(
      {},
      { keys: { current: (principal) => (principal === revoked ? undefined : principal) } },
    );
    await toolbox.load();

    expect(await call("get_time", {}, { principal: testKey() })).toMatchObject({
      result: { content: [{ text: "now" }] },
    });
    expect(await call("get_time", {}, { principal: revoked })).toMatchObject({ result: { isError: true } });
  });
});

test("fifty rules and two hundred tools cost next to nothing per call", async () => {
  const many = Array.from({ length: 200 }, (_, index) => ({
    name: `tool_${index}`,
    description: "d",
    access: "read",
    input: { type: "object" },
    run: () => "",
  })) as Definition[];
  const rules = Array.from({ length: 50 }, (_, index) => ({
    id: `r${index}`,
    match: { tools: [`tool_${index}*`], arguments: [{ pointer: "/url", like: `https://${index}.example.com/*` }] },
    effect: "refuse",
  }));
  const { toolbox, policy } = await open({ rules });
  await toolbox.load();
  toolbox.registry.setPack({ name: "many", description: "", definitions: many });
  const principal = testKey();
  const tool = toolbox.catalogue(principal).tool("tool_1")!;
  const input = { url: "https://49.example.com/x", depth: 1 };
  expect(policy.decide({ principal, tool, input }).effect).toBe("allow");
  const startedAt = performance.now();

  for (let count = 0; count < 100_000; count += 1) policy.decide({ principal, tool, input });

  // Some 30 ms here; the bound is for a busy machine.
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});
