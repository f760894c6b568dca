import { localPrincipal, type Effect, type Grant } from "@mcp-tools/core";
import fc from "fast-check";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { openTestPolicy, testKey } from "../testing/open-test-policy.ts";

async function open(...given: Parameters<typeof openTestPolicy>) {
  const opened = await openTestPolicy(...given);
  onTestFinished(() => opened.policy.close());
  return opened;
}

const namesOf = (tools: readonly { listing: { name: string } }[] | undefined) =>
  tools?.map(({ listing }) => listing.name);

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
    expect(await call("drop_all")).toMatchObject({
      result: { isError: true, content: [{ text: expect.stringMatching(/approval/) }] },
    });
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

    expect(namesOf(toolbox.catalogue(testKey(grant)).tools())).toEqual(expected);
  });

  test("the order of granted toolsets says whose words a tool has", async () => {
    const named = (name: string) => ({ name, tools: [{ tool: "get_time", description: `from ${name}` }] });
    const { toolbox } = await open({ toolsets: [named("a"), named("b")] });
    await toolbox.load();
    const said = (...toolsets: string[]) =>
      toolbox.catalogue(testKey({ toolsets })).tool("get_time")?.listing.description;

    expect([said("a", "b"), said("b", "a")]).toEqual(["from a", "from b"]);
  });

  test("at a toolset's endpoint, that toolset; one that is not there or not granted is the same nothing", async () => {
    const { policy, toolbox } = await open({ toolsets: [docs, { name: "ops", tools: ["*"] }] });
    await toolbox.load();
    const holder = testKey({ toolsets: ["docs"] });

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
    expect(
      toolbox
        .catalogue(localPrincipal, "docs")
        .tools()
        .map(({ listing }) => listing),
    ).toMatchObject([{ name: "get_time", title: "Docs' clock", description: "Says the time." }]);
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

    toolbox.registry.setPack({
      name: "more",
      description: "",
      definitions: [{ name: "x", description: "d", access: "read", run: () => "" }],
    });
    expect(namesOf(list())).toEqual([...all, "x"]);
    await store.put({ tools: { x: { enabled: false } } });
    await vi.waitFor(() => expect(namesOf(list())).toEqual(all));
  });
});

describe("resources and prompts", () => {
  const read: Readonly<Record<"uris" | "templates" | "prompts", readonly string[]>> = {
    uris: ["notes://all", "secrets://all"],
    templates: ["notes://{+path}"],
    prompts: ["greet", "part"],
  };
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
    {
      name: "none where a rule refuses the principal",
      parts: { rules: [{ id: "a", match: seen, effect: "refuse" }] },
      expected: nothing,
    },
    {
      name: "none where a rule would ask",
      parts: { rules: [{ id: "a", match: {}, effect: "ask" }] },
      expected: nothing,
    },
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
      parts: {
        rules: [
          { id: "a", match: seen, effect: "allow" },
          { id: "b", match: {}, effect: "refuse" },
        ],
      },
      expected: read,
    },
    { name: "none where reading is refused by default", parts: { defaults: { read: "refuse" } }, expected: nothing },
  ])("$name", async ({ grant, toolset, parts = {}, expected }) => {
    const { toolbox } = await open({ toolsets: [docs], ...parts });
    await toolbox.load();
    const catalogue = toolbox.catalogue(testKey(grant), toolset);

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
    for (const uri of [
      "notes://private/a",
      "notes://public/../private",
      "notes://public/%2E%2e/x",
      "notes://public/a/..",
    ])
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
    expect(await text(call("fetch", { url: "ftp://x" }))).toBe(
      'Not allowed: the rule "refuse-ftp" (no FTP) refuses it.',
    );
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
    const { call } = await open({
      toolsets: [docs],
      rules: [urls("https://docs.example.com", "allow"), urls("*", "refuse")],
    });

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
    const principal = pattern === "local" ? localPrincipal : testKey();

    expect(toolbox.catalogue(principal).tools()).toHaveLength(isFit ? 0 : 4);
  });

  test("for a toolset fit calls at its endpoint, and those of its tools at the plain one", async () => {
    const { toolbox } = await open({
      toolsets: [docs, { name: "ops", tools: ["drop_all", "get_time"] }],
      rules: [{ id: "t", match: { toolsets: ["docs"] }, effect: "refuse" }],
    });
    await toolbox.load();
    const both = testKey({ toolsets: ["docs", "ops"] });

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

    const decide = () =>
      policy.decide({ principal: localPrincipal, tool: tool!, toolset: "docs", input: { url: "x" } });
    expect(decide()).toMatchObject({ effect: "allow" });
    expect(
      policy.decide({ principal: localPrincipal, tool: toolbox.registry.tool("fetch")!, toolset: "docs", input: {} }),
    ).toMatchObject({
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

test("what is seen can be called, and nothing else", { timeout: 60_000 }, async () => {
  const names = ["get_time", "fetch", "write_note", "drop_all"];
  const some = <Item>(items: readonly Item[]) => fc.subarray([...items], { minLength: 1 });
  const maybe = <Item>(arbitrary: fc.Arbitrary<Item>) => fc.option(arbitrary, { nil: undefined });
  const sets = ["a", "b"];
  const accesses = ["read", "write", "destructive"] as const;
  const rule = fc.record({
    effect: fc.constantFrom<Effect>("allow", "refuse", "refuse"),
    match: fc.record({
      principals: maybe(some(["key:ci", "local", "*"])),
      toolsets: maybe(some(sets)),
      tools: maybe(some([...names, "*e*"])),
      access: maybe(some(accesses)),
      arguments: maybe(fc.constant([{ pointer: "/url", equals: "x" }])),
    }),
  });
  const parts = fc.record({
    rules: fc.array(rule, { maxLength: 4 }).map((rules) => rules.map((one, index) => ({ id: `r${index}`, ...one }))),
    toolsets: fc
      .tuple(some([...names, "*_*"]), some([...names, "f*"]))
      .map((tools) => tools.map((list, index) => ({ name: sets[index], tools: list }))),
    tools: maybe(fc.constantFrom({ fetch: { enabled: false } }, { get_time: { enabled: false } })),
    defaults: fc.record({
      read: fc.constantFrom<Effect>("allow", "refuse"),
      destructive: fc.constantFrom("allow", "refuse"),
    }),
  });
  const grant: fc.Arbitrary<Grant> = fc.record({
    toolsets: maybe(some([...sets, "none"])),
    tools: maybe(some([...names, "*_*"])),
    access: maybe(some(accesses)),
  });
  const seen = { some: 0, none: 0 };

  await fc.assert(
    fc.asyncProperty(parts, grant, fc.constantFrom(undefined, ...sets, "none"), async (document, granted, toolset) => {
      const { toolbox, call, policy, rows } = await openTestPolicy(document);
      await toolbox.load();
      const principal = testKey(granted);
      const visible = new Set(namesOf(toolbox.catalogue(principal, toolset).tools()));
      for (const name of names) {
        const answers = await Promise.all(
          ["x", "y"].map((url) => call(name, name === "fetch" ? { url } : {}, { principal, toolset })),
        );
        const ran = rows.slice(-2).some(({ outcome }) => outcome === "ok");
        expect([name, ran]).toEqual([name, visible.has(name)]);
        expect(answers.every(({ kind }) => (kind === "unknown_tool") === !visible.has(name))).toBe(true);
        seen[visible.has(name) ? "some" : "none"] += 1;
      }
      await policy.close();
    }),
    { numRuns: 300 },
  );
  expect(Math.min(seen.some, seen.none)).toBeGreaterThan(100);
});
