import { AppError, createId, type AuditFilter, type AuditRecord } from "@mcp-tools/core";
import { createTestToolbox } from "@mcp-tools/tools/testing";
import type { Definition } from "@mcp-tools/tools";
import { describe, expect, test, vi } from "vitest";
import { operator, type Actor } from "../actor/actor.ts";
import type { Role } from "../actor/permissions.ts";
import { createMemoryPolicyStore } from "../testing/memory-policy-store.ts";
import { createPolicyVerbs } from "./create-policy-verbs.ts";

const definitions: readonly Definition[] = [
  {
    name: "fetch",
    description: "d",
    access: "read",
    input: {
      type: "object",
      properties: { url: { type: "string" }, depth: { type: "integer", default: 1 } },
      required: ["url"],
      additionalProperties: false,
    },
    run: () => "",
  },
  { name: "drop_all", description: "d", access: "destructive", run: () => "" },
];

function open(past: readonly Partial<AuditRecord>[] = []) {
  const rows: AuditRecord[] = [];
  const filters: AuditFilter[] = [];
  const store = createMemoryPolicyStore();
  const { toolbox } = createTestToolbox(definitions);
  const loadRegistry = vi.fn<() => Promise<typeof toolbox.registry>>(async () => {
    await toolbox.load();
    return toolbox.registry;
  });
  const refresh = vi.fn<() => Promise<void>>(async () => {});
  const audit = {
    record: async (row: AuditRecord) => void rows.push(row),
    async *pages(filter: AuditFilter) {
      filters.push(filter);
      const all = past.map(toRow).filter(({ tool }) => filter.tool === undefined || tool === filter.tool);
      for (let at = 0; at < all.length; at += 2) yield all.slice(at, at + 2);
    },
  };
  return {
    verbs: createPolicyVerbs({ store, audit, loadRegistry, refresh }),
    store,
    rows,
    filters,
    loadRegistry,
    refresh,
  };
}

function toRow(row: Partial<AuditRecord>): AuditRecord {
  return {
    id: createId(),
    kind: "call",
    action: "tools/call",
    startedAt: 1_000,
    principalId: "local",
    principalName: "local",
    transport: "stdio",
    tool: "fetch",
    arguments: '{"url":"https://a.example.com/x"}',
    outcome: "ok",
    durationMs: 1,
    resultBytes: 1,
    ...row,
  };
}

const as = (role: Role): Actor => ({ ...operator, role });
const noFtp = {
  id: "no-ftp",
  match: { tools: ["fetch"], arguments: [{ pointer: "/url", like: "ftp:*" }] },
  effect: "refuse",
};

describe("changes", () => {
  test("make a new version, are recorded with what is different, and hold at once", async () => {
    const { verbs, store, rows, refresh } = open();

    expect(await verbs.current(operator)).toMatchObject({ version: 0, document: { rules: [] } });
    const saved = await verbs.putRule(operator, { basedOn: 0, rule: noFtp, note: "as agreed" });

    expect(saved).toMatchObject({ version: 1, warnings: [], changes: [{ kind: "added", what: "rule no-ftp" }] });
    expect(await store.current()).toMatchObject({ version: 1, createdBy: "operator", note: "as agreed" });
    expect(rows).toMatchObject([
      { kind: "change", action: "rule.put", subject: "1", outcome: "ok", principalId: "operator" },
    ]);
    expect(rows[0]?.arguments).toContain("+ rule no-ftp");
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  test("each has its verb", async () => {
    const { verbs, store } = open();
    await verbs.save(operator, { basedOn: 0, document: { rules: [noFtp, { id: "z", effect: "ask" }] } });
    await verbs.moveRule(operator, { basedOn: 1, id: "z", position: 0 });
    await verbs.removeRule(operator, { basedOn: 2, id: "no-ftp" });
    await verbs.putToolset(operator, { basedOn: 3, toolset: { name: "docs", tools: ["fetch"] } });
    await verbs.setTool(operator, { basedOn: 4, name: "fetch", settings: { enabled: false } });

    expect((await store.current())?.document).toMatchObject({
      rules: [{ id: "z", enabled: true }],
      toolsets: [{ name: "docs", tools: [{ tool: "fetch" }] }],
      tools: { fetch: { enabled: false } },
    });
    await verbs.removeToolset(operator, { basedOn: 5, name: "docs" });
    expect((await verbs.history(operator, { limit: 2 })).map(({ version }) => version)).toEqual([6, 5]);
    expect((await verbs.version(operator, 1)).document.rules).toHaveLength(2);
    await expect(verbs.version(operator, 99)).rejects.toMatchObject({ code: "not_found" });
  });

  test("on another version than the newest are refused, also when somebody was quicker in between", async () => {
    const { verbs, store, loadRegistry } = open();
    await store.put({ rules: [noFtp] });

    await expect(verbs.removeRule(operator, { basedOn: 0, id: "no-ftp" })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringMatching(/version 0, the newest is 1/),
    });
    loadRegistry.mockImplementationOnce(async () => {
      await store.put({});
      throw new Error("late");
    });
    await expect(verbs.removeRule(operator, { basedOn: 1, id: "no-ftp" })).rejects.toMatchObject({ code: "conflict" });
  });

  test("fill in what an earlier version of the software left out", async () => {
    const { verbs, store } = open();
    await store.save({ basedOn: 0, document: { defaults: { read: "ask" } } as never, createdBy: "older" });

    expect((await verbs.current(operator)).document).toMatchObject({
      defaults: { read: "ask", write: "allow" },
      rules: [],
    });
    expect(await verbs.putRule(operator, { basedOn: 1, rule: noFtp })).toMatchObject({ version: 2 });
  });

  test("that change nothing make no version", async () => {
    const { verbs, store, rows } = open();
    await store.put({ rules: [noFtp] });

    expect(await verbs.putRule(operator, { basedOn: 1, rule: noFtp })).toEqual({
      version: 1,
      changes: [],
      warnings: [],
    });
    expect(await verbs.save(operator, { basedOn: 1, document: { rules: [noFtp] } })).toMatchObject({ version: 1 });
    expect([(await store.current())?.version, rows]).toEqual([1, []]);
  });

  test.for([
    [{ rule: { id: "x", effect: "deny" } }, /rules\[0\]\.effect/],
    [{ rule: { effect: "ask" } }, /has to be an object with `id`/],
    [{ rule: null }, /has to be an object with `id`/],
  ] as const)("%j is refused with what is wrong", async ([input, message]) => {
    await expect(open().verbs.putRule(operator, { basedOn: 0, ...input })).rejects.toMatchObject({
      code: "invalid_input",
      message,
    });
  });

  test("names that exist nowhere are warned of, and fixed arguments that cannot work are refused", async () => {
    const { verbs } = open();
    const document = {
      rules: [{ id: "r", match: { tools: ["fetsh", "drop_*"], toolsets: ["none"] }, effect: "ask" }],
      toolsets: [{ name: "docs", tools: ["time"], resources: ["x://*"], prompts: ["greet"] }],
      tools: { gone: { enabled: false } },
    };
    const fixed = (args: object) => ({ toolsets: [{ name: "docs", tools: [{ tool: "fetch", arguments: args }] }] });

    expect((await verbs.check(operator, document)).warnings).toEqual([
      'rule r: there is no tool "fetsh"',
      'rule r: there is no toolset "none"',
      'toolset docs: there is no tool "time"',
      'toolset docs: there is no resource "x://*"',
      'toolset docs: there is no prompt "greet"',
      'tools: there is no tool "gone"',
    ]);
    for (const args of [{ depth: "deep" }, { uri: "x" }])
      await expect(verbs.save(operator, { basedOn: 0, document: fixed(args) })).rejects.toMatchObject({
        code: "invalid_input",
        message: expect.stringMatching(/toolset docs, fixed arguments of fetch/),
      });
    expect(await verbs.save(operator, { basedOn: 0, document: fixed({ depth: 2 }) })).toMatchObject({ version: 1 });
  });

  test("one that cannot be understood is not edited, and can be replaced as a whole, without tools to look at too", async () => {
    const { verbs, loadRegistry, store } = open();
    await store.save({ basedOn: 0, document: { rulez: [] } as never, createdBy: "newer" });
    loadRegistry.mockRejectedValue(new AppError("unavailable", "no"));
    const unreadable = { code: "unavailable", message: expect.stringMatching(/Version 1.*rulez/) };
    await expect(verbs.current(operator)).rejects.toMatchObject(unreadable);
    await expect(verbs.putRule(operator, { basedOn: 1, rule: noFtp })).rejects.toMatchObject(unreadable);

    expect(await verbs.save(operator, { basedOn: 1, document: {} })).toMatchObject({
      version: 2,
      warnings: [expect.stringContaining("could not be loaded")],
    });
  });

  test("who may not is refused, which is recorded", async () => {
    const { verbs, rows, store } = open();

    for (const role of ["approver", "auditor", "viewer"] as const)
      await expect(verbs.save(as(role), { basedOn: 0, document: {} })).rejects.toMatchObject({ code: "forbidden" });
    await expect(verbs.current(as("viewer"))).rejects.toMatchObject({ code: "forbidden" });
    expect(rows.map(({ action, outcome }) => [action, outcome])).toEqual(
      Array.from({ length: 3 }, () => ["policy.save", "refused"]),
    );
    expect(await store.current()).toBeUndefined();
  });
});

describe("simulation", () => {
  const range = { from: 0, to: 5_000 };
  const past = [
    {},
    { arguments: '{"url":"ftp://b"}' },
    { arguments: '{"url":"ftp://c"}', principalId: "key:1", principalName: "ci" },
    { arguments: '{"url":"ftp://••••@d"}' },
    { arguments: '{"url":"ftp://e…' },
    { tool: "gone" },
    { tool: "drop_all", arguments: "{" },
    { action: "resources/read" },
  ];

  test("says which calls a rule would have stopped, and which say too little", async () => {
    const { verbs, filters } = open(past);

    const simulated = await verbs.simulate(operator, {
      ...range,
      document: { rules: [noFtp], defaults: { destructive: "allow" } },
    });

    expect(filters).toEqual([
      { ...range, kinds: ["call"], outcomes: ["ok", "error", "timeout", "cancelled", "unknown"] },
    ]);
    expect(simulated).toMatchObject({
      version: 0,
      calls: 7,
      unchanged: 1,
      changes: [
        { before: "allow", after: "refuse", calls: 2 },
        { before: "ask", after: "allow", calls: 1 },
      ],
      unjudged: { cut: 1, masked: 1, toolGone: 1 },
      isComplete: true,
      oldestAt: 1_000,
    });
    expect(simulated.examples).toMatchObject([
      { arguments: '{"url":"ftp://b"}', before: "allow", after: "refuse", ruleId: "no-ftp" },
      { principalId: "key:1", principalName: "ci" },
      { tool: "drop_all", reason: expect.stringContaining("destroy") },
    ]);
  });

  test("a rule is tried at its place in the current policy, on its tool's calls alone", async () => {
    const { verbs, store, filters } = open(past);
    await store.put({ rules: [{ id: "ci", match: { principals: ["key:ci"] }, effect: "allow" }] });
    const stopped = async (position?: number) =>
      (await verbs.simulate(operator, { ...range, rule: noFtp, position })).changes.reduce(
        (sum, { calls }) => sum + calls,
        0,
      );

    expect([await stopped(), await stopped(0)]).toEqual([1, 2]);
    expect(filters.every(({ tool }) => tool === "fetch")).toBe(true);
    await store.put({ rules: [{ ...noFtp, match: {} }] });
    await verbs.simulate(operator, { ...range, rule: noFtp });
    expect(filters.at(-1)?.tool).toBeUndefined();
  });

  test("judges with the defaults and fixed arguments that the call had", async () => {
    const deep = { id: "deep", match: { arguments: [{ pointer: "/depth", equals: 1 }] }, effect: "refuse" };
    const { verbs, store } = open([{}, { toolset: "docs" }, { toolset: "none" }]);
    await store.put({ toolsets: [{ name: "docs", tools: [{ tool: "fetch", arguments: { depth: 3 } }] }] });

    expect((await verbs.simulate(operator, { ...range, rule: deep })).changes).toEqual([
      { before: "allow", after: "refuse", calls: 1 },
    ]);
  });

  test("a tool switched off, and one taken from its toolset, stop calls too", async () => {
    const { verbs, store } = open([{}, { toolset: "docs" }]);
    await store.put({ toolsets: [{ name: "docs", tools: ["fetch"] }] });
    const reasons = async (document: object) =>
      (await verbs.simulate(operator, { ...range, document })).examples.map(({ reason }) => reason);

    expect(await reasons({ tools: { fetch: { enabled: false } } })).toEqual(
      Array(2).fill(expect.stringContaining("off")),
    );
    expect(await reasons({ toolsets: [{ name: "docs" }] })).toEqual([expect.stringContaining("toolset")]);
  });

  test("ends in time, and says so", async () => {
    const { verbs } = open(Array.from({ length: 20 }, () => ({})));

    const cut = await verbs.simulate(operator, { ...range, rule: noFtp, timeoutMs: 0 });

    expect([cut.calls, cut.isComplete]).toEqual([2, false]);
  });

  test("is for those who may read what was in calls: conditions on arguments would find it out", async () => {
    const { verbs, filters } = open(past);

    await expect(verbs.simulate(as("approver"), { ...range, rule: noFtp })).rejects.toMatchObject({
      code: "forbidden",
      message: expect.stringMatching(/audit\.read.*owner, admin, auditor/),
    });
    await expect(verbs.simulate(as("viewer"), { ...range, rule: noFtp })).rejects.toMatchObject({ code: "forbidden" });
    expect(filters).toEqual([]);
    expect((await verbs.simulate(as("auditor"), { ...range, rule: noFtp })).examples[0]).toHaveProperty("arguments");
    await expect(verbs.simulate(operator, range)).rejects.toMatchObject({ code: "invalid_input" });
  });
});
