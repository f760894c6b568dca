import { AppError, localPrincipal, silentLogger, type Grant, type Logger, type Principal } from "@mcp-tools/core";
import { createTestToolbox } from "@mcp-tools/tools/testing";
import type { Definition } from "@mcp-tools/tools";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { createMemoryPolicyStore } from "../testing/memory-policy-store.ts";
import { createTestChangeFeed } from "../testing/test-change-feed.ts";
import { createPolicy, type LivePolicy, type PolicyDeps } from "./create-policy.ts";

afterEach(() => {
  vi.useRealTimers();
});

const page = {
  type: "object",
  properties: { url: { type: "string" }, depth: { type: "integer", default: 1 } },
  required: ["url"],
  additionalProperties: false,
} as const;

const definitions: readonly Definition[] = [
  { name: "get_time", description: "d", access: "read", run: () => "now" },
  { name: "fetch", description: "d", access: "read", input: page, run: (input: unknown) => JSON.stringify(input) },
  { name: "write_note", description: "d", access: "write", run: () => "written" },
  { name: "drop_all", description: "d", access: "destructive", run: () => "gone" },
  { uri: "notes://all", name: "all", read: () => "notes" },
  { uri: "secrets://all", name: "secrets", read: () => "secrets" },
  { uriTemplate: "notes://{+path}", name: "note", read: ({ path }: { path?: string }) => path },
  { name: "greet", messages: () => "hello" },
  { name: "part", messages: () => "bye" },
];

async function open(parts: Readonly<Record<string, unknown>> = {}, deps: Partial<PolicyDeps> = {}) {
  const changes = createTestChangeFeed();
  const store = createMemoryPolicyStore((version) => changes.tell({ kind: "policy", version }));
  if (Object.keys(parts).length > 0) await store.put(parts);
  let policy: LivePolicy | undefined;
  const { toolbox, call, rows } = createTestToolbox(definitions, {
    policy: (registry) =>
      (policy = createPolicy({ store, changes, logger: silentLogger, ...deps })(registry)),
  });
  if (policy === undefined) throw new Error("no policy was made");
  const live = policy;
  onTestFinished(() => live.close());
  return { store, changes, toolbox, call, rows, policy: live };
}

let keys = 0;
const key = (grant?: Grant, more: Partial<Principal> = {}): Principal =>
  Object.freeze({ id: `key:${(keys += 1)}`, kind: "key", name: "ci", space: "default", ...(grant && { grant }), ...more });

const namesOf = (tools: readonly { listing: { name: string } }[] | undefined) => tools?.map(({ listing }) => listing.name);
const docs = {
  name: "docs",
  tools: ["get_time", { tool: "fetch", name: "fetch_docs", arguments: { url: "https://docs.example.com" } }],
  resources: ["notes://*"],
  prompts: ["greet"],
};
const all = ["get_time", "fetch", "write_note", "drop_all"];

describe("by default", () => {
  test("everything is seen, reading and writing run, destroying asks", async () => {
    const { toolbox, call, policy } = await open();
    await toolbox.load();

    expect(namesOf(toolbox.catalogue(localPrincipal).tools())).toEqual(all);
    expect(await call("write_note")).toMatchObject({ result: { content: [{ text: "written" }] } });
    expect(await call("drop_all")).toMatchObject({ result: { isError: true, content: [{ text: /approval/ }] } });
    expect([policy.version, policy.limits(localPrincipal, toolbox.registry.tools()[0]!)]).toEqual([0, []]);
    expect(policy.idempotencyKeepMs).toBe(86_400_000);
  });
});

describe("what a principal sees", () => {
  const grants: [string, Grant, readonly string[]][] = [
    ["no part of a grant", {}, all],
    ["tools by name and pattern", { tools: ["get_*", "drop_all"] }, ["get_time", "drop_all"]],
    ["access", { access: ["read", "write"] }, ["get_time", "fetch", "write_note"]],
    ["a toolset, with its names", { toolsets: ["docs"] }, ["get_time", "fetch_docs"]],
    ["a toolset and tools, by the tools' own names", { toolsets: ["docs"], tools: ["fetch"] }, ["fetch_docs"]],
    ["a toolset and access", { toolsets: ["ops", "docs"], access: ["destructive"] }, ["drop_all"]],
    ["several toolsets, the first for a name", { toolsets: ["ops", "docs"] }, ["get_time", "fetch_docs", "drop_all"]],
    ["no toolset", { toolsets: [] }, []],
    ["a toolset that is not there", { toolsets: ["none"] }, []],
  ];
  test.for(grants)("with %s", async ([, grant, expected]) => {
    const ops = { name: "ops", tools: [{ tool: "get_time", description: "for operators" }, "drop_*"] };
    const { toolbox } = await open({ toolsets: [docs, ops] });
    await toolbox.load();

    expect(namesOf(toolbox.catalogue(key(grant)).tools())).toEqual(expected);
  });

  test("the order of granted toolsets says whose words a tool has", async () => {
    const named = (name: string) => ({ name, tools: [{ tool: "get_time", description: `from ${name}` }] });
    const { toolbox } = await open({ toolsets: [named("a"), named("b")] });
    await toolbox.load();
    const said = (...toolsets: string[]) => toolbox.catalogue(key({ toolsets })).tool("get_time")?.listing.description;

    expect([said("a", "b"), said("b", "a")]).toEqual(["from a", "from b"]);
  });

  test("at a toolset's endpoint, that toolset; one that is not there or not granted is the same nothing", async () => {
    const { policy, toolbox } = await open({ toolsets: [docs, { name: "ops", tools: ["*"] }] });
    await toolbox.load();
    const holder = key({ toolsets: ["docs"] });

    expect(namesOf(policy.catalogue(localPrincipal, "docs")?.tools())).toEqual(["get_time", "fetch_docs"]);
    expect(namesOf(policy.catalogue(holder, "docs")?.tools())).toEqual(["get_time", "fetch_docs"]);
    expect(policy.catalogue(localPrincipal, "docs")?.toolset).toBe("docs");
    expect([policy.catalogue(holder, "ops"), policy.catalogue(holder, "none")]).toEqual([undefined, undefined]);
    expect(policy.catalogue(localPrincipal, "constructor")).toBeUndefined();
  });

  test("the owner's words, and not what the owner switched off", async () => {
    const { toolbox, call, rows } = await open({
      tools: { fetch: { enabled: false }, get_time: { title: "Clock", description: "Says the time." } },
      toolsets: [{ name: "docs", tools: ["fetch", { tool: "get_time", title: "Docs' clock" }] }],
    });
    await toolbox.load();

    expect(toolbox.catalogue(localPrincipal).tool("get_time")?.listing).toMatchObject({
      title: "Clock",
      description: "Says the time.",
    });
    expect(toolbox.catalogue(localPrincipal, "docs").tools().map(({ listing }) => listing)).toMatchObject([
      { name: "get_time", title: "Docs' clock", description: "Says the time." },
    ]);
    expect(await call("fetch", { url: "x" })).toEqual({ kind: "unknown_tool" });
    expect(rows.at(-1)).toMatchObject({ tool: "fetch", outcome: "refused" });
  });

  test("in a toolset a tool's own entry comes before patterns, and one tool may stand twice", async () => {
    const twice = { tool: "fetch", name: "get_time" };
    const { toolbox } = await open({
      toolsets: [{ name: "t", tools: ["*_time", "f*", twice, { tool: "fetch", name: "fetch_page" }, "drop*"] }],
    });
    await toolbox.load();
    const catalogue = toolbox.catalogue(localPrincipal, "t");

    expect(namesOf(catalogue.tools())).toEqual(["get_time", "fetch_page", "drop_all"]);
    expect(catalogue.tool("get_time")?.definition.name).toBe("fetch");
  });

  test("is the same list again until something changes, and follows the registry", async () => {
    const { toolbox, store } = await open({ toolsets: [docs] });
    await toolbox.load();
    const list = () => toolbox.catalogue(localPrincipal).tools();
    const first = list();
    expect(list()).toBe(first);

    toolbox.registry.setPack({ name: "more", description: "", definitions: [{ name: "x", description: "d", access: "read", run: () => "" }] });
    expect(namesOf(list())).toEqual([...all, "x"]);
    await store.put({ tools: { x: { enabled: false } } });
    await vi.waitFor(() => expect(namesOf(list())).toEqual(all));
  });
});

describe("resources and prompts", () => {
  const read: Readonly<Record<"uris" | "templates" | "prompts", readonly string[]>> = { uris: ["notes://all", "secrets://all"], templates: ["notes://{+path}"], prompts: ["greet", "part"] };
  const nothing: typeof read = { uris: [], templates: [], prompts: [] };
  const inDocs: typeof read = { uris: ["notes://all"], templates: ["notes://{+path}"], prompts: ["greet"] };
  const seen = { principals: ["key:*"] };

  test.for<{ name: string; grant?: Grant; toolset?: string; parts?: object; expected: typeof read }>([
    { name: "all, without a grant", expected: read },
    { name: "what a granted toolset names", grant: { toolsets: ["docs"] }, expected: inDocs },
    { name: "what the endpoint's toolset names", toolset: "docs", expected: inDocs },
    { name: "none, with tools alone", grant: { tools: ["*"] }, expected: nothing },
    { name: "a toolset's, with tools too", grant: { tools: ["fetch"], toolsets: ["docs"] }, expected: inDocs },
    { name: "none without read access", grant: { access: ["write"] }, expected: nothing },
    { name: "none where a rule refuses the principal", parts: { rules: [{ id: "a", match: seen, effect: "refuse" }] }, expected: nothing },
    { name: "none where a rule would ask", parts: { rules: [{ id: "a", match: {}, effect: "ask" }] }, expected: nothing },
    {
      name: "none where a rule refuses the toolset",
      parts: { rules: [{ id: "a", match: { toolsets: ["docs"], access: ["read", "write"] }, effect: "refuse" }] },
      grant: { toolsets: ["docs"] },
      expected: nothing,
    },
    {
      name: "all where a rule is about a tool, an argument or another access",
      parts: {
        rules: [
          { id: "a", match: { tools: ["*"] }, effect: "refuse" },
          { id: "b", match: { access: ["write"] }, effect: "refuse" },
          { id: "c", match: { arguments: [{ pointer: "/a", exists: true }] }, effect: "refuse" },
        ],
      },
      expected: read,
    },
    {
      name: "all where an earlier rule allows",
      parts: { rules: [{ id: "a", match: seen, effect: "allow" }, { id: "b", match: {}, effect: "refuse" }] },
      expected: read,
    },
    { name: "none where reading is refused by default", parts: { defaults: { read: "refuse" } }, expected: nothing },
  ])("$name", async ({ grant, toolset, parts = {}, expected }) => {
    const { toolbox } = await open({ toolsets: [docs], ...parts });
    await toolbox.load();
    const catalogue = toolbox.catalogue(key(grant), toolset);

    expect({
      uris: catalogue.resources().map(({ uri }) => uri),
      templates: catalogue.templates().map(({ uriTemplate }) => uriTemplate),
      prompts: catalogue.prompts().map(({ name }) => name),
    }).toEqual(expected);
    for (const uri of read.uris) expect(catalogue.resource(uri) !== undefined).toBe(expected.uris.includes(uri));
    for (const name of read.prompts) expect(catalogue.prompt(name) !== undefined).toBe(expected.prompts.includes(name));
    expect(catalogue.matchTemplate("notes://a/b") !== undefined).toBe(expected.templates.length > 0);
  });

  test("a pattern below a template opens what it names, and no way out of it", async () => {
    const { toolbox } = await open({ toolsets: [{ name: "t", resources: ["notes://public/*"] }] });
    await toolbox.load();
    const catalogue = toolbox.catalogue(localPrincipal, "t");

    expect(catalogue.templates()).toEqual([]);
    expect(catalogue.matchTemplate("notes://public/a..b")?.variables).toEqual({ path: "public/a..b" });
    for (const uri of ["notes://private/a", "notes://public/../private", "notes://public/%2E%2e/x", "notes://public/a/.."])
      expect(catalogue.matchTemplate(uri)).toBeUndefined();
  });
});

describe("rules", () => {
  const urls = (like: string, effect: string, more: object = {}) => ({
    id: `${effect}-${like.replaceAll(/\W/g, "")}`,
    match: { tools: ["fetch"], arguments: [{ pointer: "/url", like }] },
    effect,
    ...more,
  });
  const text = async (answer: Promise<unknown>) =>
    ((await answer) as { result?: { content: { text: string }[] } }).result?.content[0]?.text ?? "unknown tool";

  test("the first that fits decides, and says why", async () => {
    const { call, rows } = await open({
      rules: [
        urls("https://*", "refuse", { enabled: false }),
        urls("https://ok.example.com/*", "allow"),
        urls("https://*.example.com/*", "refuse", { reason: "ask Ann first." }),
        urls("ftp://*", "refuse", { description: "no FTP" }),
        urls("gopher://*", "ask"),
      ],
    });

    expect(await text(call("fetch", { url: "https://ok.example.com/a" }))).toContain('"depth":1');
    expect(await text(call("fetch", { url: "https://no.example.com/a" }))).toBe("Not allowed: ask Ann first.");
    expect(await text(call("fetch", { url: "ftp://x" }))).toBe('Not allowed: the rule "refuse-ftp" (no FTP) refuses it.');
    expect(await text(call("fetch", { url: "gopher://x" }))).toMatch(/approval.*the rule "ask-gopher" asks/);
    expect(await text(call("fetch", { url: "https://else.org" }))).toContain("else.org");
    expect(rows.map(({ outcome }) => outcome)).toEqual(["ok", "refused", "refused", "refused", "ok"]);
  });

  test("look at arguments as they are after defaults", async () => {
    const { call } = await open({
      rules: [{ id: "d", match: { arguments: [{ pointer: "/depth", equals: 1 }] }, effect: "refuse" }],
    });

    expect(await text(call("fetch", { url: "x" }))).toMatch(/^Not allowed/);
    expect(await text(call("fetch", { url: "x", depth: 2 }))).toContain("depth");
  });

  test("a fixed argument wins over what is sent, for rules too", async () => {
    const { call } = await open({ toolsets: [docs], rules: [urls("https://docs.example.com", "allow"), urls("*", "refuse")] });

    expect(await text(call("fetch_docs", { url: "https://evil" }, { toolset: "docs" }))).toContain("docs.example.com");
    expect(await text(call("fetch", { url: "https://docs.example.com" }, { toolset: "docs" }))).toBe("unknown tool");
  });

  test.for([
    ["local", true],
    ["key:ci", true],
    ["key:*", true],
    ["*", true],
    ["ci", false],
    ["user:ci", false],
  ] as const)("principals %s", async ([pattern, isFit]) => {
    const { toolbox } = await open({ rules: [{ id: "p", match: { principals: [pattern] }, effect: "refuse" }] });
    await toolbox.load();
    const principal = pattern === "local" ? localPrincipal : key();

    expect(toolbox.catalogue(principal).tools()).toHaveLength(isFit ? 0 : 4);
  });

  test("for a toolset fit calls at its endpoint, and those of its tools at the plain one", async () => {
    const { toolbox } = await open({
      toolsets: [docs, { name: "ops", tools: ["drop_all", "get_time"] }],
      rules: [{ id: "t", match: { toolsets: ["docs"] }, effect: "refuse" }],
    });
    await toolbox.load();
    const both = key({ toolsets: ["docs", "ops"] });

    expect(namesOf(toolbox.catalogue(both, "docs").tools())).toEqual([]);
    expect(namesOf(toolbox.catalogue(both, "ops").tools())).toEqual(["get_time", "drop_all"]);
    expect(namesOf(toolbox.catalogue(both).tools())).toEqual(["get_time", "drop_all"]);
    expect(namesOf(toolbox.catalogue(localPrincipal).tools())).toEqual(all);
  });

  test("that refuse all arguments hide the tool, and without input the question is whether there are others", async () => {
    const { toolbox, policy, call } = await open({
      rules: [
        urls("*", "refuse"),
        { id: "w", match: { access: ["write"], arguments: [{ pointer: "/a", exists: true }] }, effect: "refuse" },
      ],
    });
    await toolbox.load();

    expect(namesOf(toolbox.catalogue(localPrincipal).tools())).toEqual(["get_time", "write_note", "drop_all"]);
    expect(await call("fetch", { url: "x" })).toEqual({ kind: "unknown_tool" });
    const ask = (name: string) => policy.decide({ principal: localPrincipal, tool: toolbox.registry.tool(name)! });
    expect(ask("fetch")).toMatchObject({ effect: "refuse" });
    expect(ask("drop_all")).toEqual({ effect: "ask", reason: expect.stringContaining("destroy") });
    expect(ask("write_note")).toMatchObject({ effect: "allow" });
  });

  test("decide refuses a tool that has become another one", async () => {
    const { toolbox, policy } = await open({ toolsets: [docs] });
    await toolbox.load();
    const [, tool] = policy.catalogue(localPrincipal, "docs")!.tools();

    const decide = () => policy.decide({ principal: localPrincipal, tool: tool!, toolset: "docs", input: { url: "x" } });
    expect(decide()).toMatchObject({ effect: "allow" });
    expect(policy.decide({ principal: localPrincipal, tool: toolbox.registry.tool("fetch")!, toolset: "docs", input: {} })).toMatchObject({
      effect: "refuse",
    });
    toolbox.registry.removePack("test");
    expect(decide()).toMatchObject({ effect: "refuse" });
  });

  test("arguments that are undefined are arguments", async () => {
    const { toolbox, policy } = await open({
      rules: [{ id: "n", match: { arguments: [{ pointer: "/url", exists: false }] }, effect: "refuse" }],
    });
    await toolbox.load();
    const tool = toolbox.registry.tool("fetch")!;

    expect(policy.decide({ principal: localPrincipal, tool, input: undefined }).effect).toBe("refuse");
    expect(policy.decide({ principal: localPrincipal, tool }).effect).toBe("allow");
  });
});

describe("limits and budgets", () => {
  test("are the principal's own, else everyone's, and the tool's", async () => {
    const { toolbox, policy } = await open({
      limits: { callsPerMinute: 10 },
      tools: { fetch: { limits: { inFlight: 2 } }, get_time: { limits: {} } },
    });
    await toolbox.load();
    const [time, fetch] = toolbox.registry.tools();
    const own = key(undefined, { limits: { callsPerDay: 5 } });

    expect(policy.limits(localPrincipal, fetch!)).toEqual([
      { subject: "principal:local", limits: { callsPerMinute: 10 } },
      { subject: "tool:fetch", limits: { inFlight: 2 } },
    ]);
    expect(policy.limits(own, time!)).toEqual([{ subject: `principal:${own.id}`, limits: { callsPerDay: 5 } }]);
    expect(policy.limits(key(undefined, { limits: {} }), time!)).toEqual([]);
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
    expect(policy.output(key(undefined, { output: { bytes: 2_000, tokens: 900 } }), fetch!)).toEqual({
      bytes: 2_000,
      tokens: 900,
    });
  });
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

    await expect(policy.load()).rejects.toMatchObject({ code: "unavailable", message: /cannot be read.*database/ });
    await expect(call("get_time")).rejects.toMatchObject({ code: "unavailable" });
    store.failWith(undefined);
    expect(await call("get_time")).toMatchObject({ kind: "result" });
    expect(count(policy)).toBe(3);
  });

  test("one that cannot be understood serves nothing either", async () => {
    const { policy } = await open({}, { store: { current: async () => ({ version: 3, document: { rulez: [] } as never, createdAt: 1, createdBy: "x" }), history: async () => [] } });

    await expect(policy.load()).rejects.toMatchObject({ code: "unavailable", message: /Version 3.*rulez/ });
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
    const revoked = key();
    const { toolbox, call } = await open({}, { keys: { isValid: (principal) => principal !== revoked } });
    await toolbox.load();

    expect(await call("get_time", {}, { principal: key() })).toMatchObject({ result: { content: [{ text: "now" }] } });
    expect(await call("get_time", {}, { principal: revoked })).toMatchObject({ result: { isError: true } });
  });
});

test("fifty rules and two hundred tools cost next to nothing per call", async () => {
  const many = Array.from({ length: 200 }, (_, index) => ({ ...definitions[1]!, name: `tool_${index}` })) as Definition[];
  const rules = Array.from({ length: 50 }, (_, index) => ({
    id: `r${index}`,
    match: { tools: [`tool_${index}*`], arguments: [{ pointer: "/url", like: `https://${index}.example.com/*` }] },
    effect: "refuse",
  }));
  const { toolbox, policy } = await open({ rules });
  await toolbox.load();
  toolbox.registry.setPack({ name: "many", description: "", definitions: many });
  const principal = key();
  const tool = toolbox.catalogue(principal).tool("tool_1")!;
  const input = { url: "https://49.example.com/x", depth: 1 };
  expect(policy.decide({ principal, tool, input }).effect).toBe("allow");
  const startedAt = performance.now();

  for (let count = 0; count < 100_000; count += 1) policy.decide({ principal, tool, input });

  // Some 30 ms here; the bound is for a busy machine.
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});
