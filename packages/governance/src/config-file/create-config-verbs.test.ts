import { AppError, createId } from "@mcp-tools/core";
import { createTestToolbox } from "@mcp-tools/tools/testing";
import { describe, expect, test } from "vitest";
import { operator } from "../actor/actor.ts";
import { describeChange } from "../document/describe-change.ts";
import { createPolicyVerbs } from "../policy-verbs/create-policy-verbs.ts";
import { createMemoryPolicyStore } from "../testing/memory-policy-store.ts";
import type { ConfigKey, ConfigKeyVerbs } from "./config-keys.ts";
import { createConfigVerbs } from "./create-config-verbs.ts";

function createKeys() {
  const held = new Map<string, ConfigKey>();
  const done: string[] = [];
  const verbs: ConfigKeyVerbs = {
    list: async () => [...held.values()].toReversed(),
    async create(_actor, input) {
      if (input.name === "broken") throw new AppError("conflict", "This name is taken.");
      const key = { ...input, id: createId() };
      held.set(key.id, key);
      done.push(`create ${input.name}`);
      return { key, secret: `mcpt_${input.name}` };
    },
    async update(_actor, id, patch) {
      const key = { ...held.get(id)!, ...patch };
      for (const [name, value] of Object.entries(patch))
        if (value === null) delete (key as Record<string, unknown>)[name];
      held.set(id, key as ConfigKey);
      done.push(`update ${key.name} ${Object.keys(patch).join()}`);
    },
    async revoke(_actor, id) {
      done.push(`revoke ${held.get(id)?.name}`);
      held.delete(id);
    },
  };
  return { verbs, held, done };
}

function open() {
  const store = createMemoryPolicyStore();
  const { toolbox } = createTestToolbox([
    { name: "fetch", description: "d", access: "read", input: { type: "object" }, run: () => "" },
  ]);
  const policy = createPolicyVerbs({
    store,
    audit: { record: async () => {}, async *pages() {} },
    loadRegistry: async () => {
      await toolbox.load();
      return toolbox.registry;
    },
  });
  const keys = createKeys();
  return { store, keys, verbs: createConfigVerbs({ policy, keys: keys.verbs }) };
}

const full = `
version: 1
policy:
  defaults: { destructive: refuse }
  rules:
    - id: no-ftp
      description: "FTP: never"
      match:
        tools: [fetch]
        arguments: [{ pointer: /url, like: "ftp:*" }]
      effect: refuse
      reason: |
        Use HTTPS.
        Ask Ann.
    - { id: later, enabled: false, effect: ask }
  toolsets:
    - name: docs
      tools: [fetch, { tool: fetch, name: wiki, arguments: { url: "https://wiki", on: yes, n: 1.50 } }]
      resources: ["notes://*"]
  tools:
    fetch: { title: "Fetch", limits: { inFlight: 3 } }
  limits: { callsPerMinute: 60 }
  idempotency: { keepHours: 48 }
keys:
  ci: { toolsets: [docs], access: [read], limits: { callsPerDay: 100 }, expires: 2030-01-31 }
  laptop:
`;

const lines = async (plan: Promise<{ changes: readonly Parameters<typeof describeChange>[0][] }>) =>
  (await plan).changes.map(describeChange);

test("applying a file does what its plan said, and applying it again does nothing", async () => {
  const { verbs, store, keys } = open();
  const planned = await lines(verbs.plan(operator, { text: full }));
  expect([await store.current(), keys.done]).toEqual([undefined, []]);

  const applied = await verbs.apply(operator, { text: full });

  expect(applied.changes.map(describeChange)).toEqual(planned);
  expect(planned).toContain('~ defaults: destructive  "ask" → "refuse"');
  expect(planned).toContain(
    '+ key ci  {"toolsets":["docs"],"access":["read"],"limits":{"callsPerDay":100},"expires":"2030-01-31T23:59:59.999Z"}',
  );
  expect(planned).toContain("+ key laptop  {}");
  expect(applied.created.map(({ name, secret }) => [name, secret])).toEqual([
    ["ci", "mcpt_ci"],
    ["laptop", "mcpt_laptop"],
  ]);
  expect(await store.current()).toMatchObject({
    version: 1,
    document: {
      defaults: { read: "allow", destructive: "refuse" },
      toolsets: [{ tools: [{ tool: "fetch" }, { arguments: { url: "https://wiki", on: "yes", n: 1.5 } }] }],
    },
  });
  for (const prune of [false, true])
    expect(await verbs.apply(operator, { text: full, prune })).toMatchObject({ version: 1, changes: [], created: [] });
});

test("what is exported is applied without a change, on the same house and as a whole on an empty one", async () => {
  const { verbs, store } = open();
  await verbs.apply(operator, { text: full });
  const text = await verbs.export(operator);
  const other = open();

  expect(await verbs.export(operator)).toBe(text);
  for (const prune of [false, true]) expect(await lines(verbs.plan(operator, { text, prune }))).toEqual([]);
  await other.verbs.apply(operator, { text });
  expect((await other.store.current())?.document).toEqual((await store.current())?.document);
  expect(await other.verbs.export(operator)).toBe(text);
  expect(text).not.toContain("mcpt_");
  expect(text).not.toMatch(/approvals|enabled: true/);
  expect(text).toMatch(/- fetch\n/);
});

test("the empty house is a short file", async () => {
  const { verbs } = open();

  expect(await verbs.export(operator)).toMatch(/version: 1\npolicy: \{\}\nkeys: \{\}\n$/);
});

test("JSON is a file too", async () => {
  const { verbs } = open();

  const text = JSON.stringify({ version: 1, policy: { rules: [{ id: "a", effect: "ask" }] } }, undefined, "\t");
  expect(await lines(verbs.plan(operator, { text }))).toEqual([expect.stringMatching(/^\+ rule a/)]);
});

describe("what a file does not name", () => {
  test("stays, fields of a part by themselves", async () => {
    const { verbs, store } = open();
    await verbs.apply(operator, { text: full });

    await verbs.apply(operator, {
      text: "version: 1\npolicy: { defaults: { write: ask }, limits: { inFlight: 2 }, tools: { fetch: { enabled: false } }, toolsets: [{ name: new }] }",
    });

    expect((await store.current())?.document).toMatchObject({
      defaults: { write: "ask", destructive: "refuse" },
      rules: [{ id: "no-ftp" }, { id: "later" }],
      toolsets: [{ name: "docs" }, { name: "new" }],
      tools: { fetch: { enabled: false } },
      limits: { inFlight: 2 },
      idempotency: { keepHours: 48 },
    });
    expect((await store.current())?.document.limits).toEqual({ inFlight: 2 });
    expect((await store.current())?.document.tools).toEqual({ fetch: { enabled: false } });
  });

  test("goes with prune, in the sections that the file has", async () => {
    const { verbs, store, keys } = open();
    await verbs.apply(operator, { text: full });
    const policyOnly = { text: "version: 1\npolicy: { limits: { inFlight: 2 } }", prune: true };
    const keysOnly = {
      text: "version: 1\nkeys: { ci: { toolsets: [docs], access: [read], limits: { callsPerDay: 100 }, expires: 2030-01-31 } }",
      prune: true,
    };

    expect(await lines(verbs.plan(operator, keysOnly))).toEqual(["- key laptop  {}"]);
    await verbs.apply(operator, keysOnly);
    expect(keys.done).toEqual(["create ci", "create laptop", "revoke laptop"]);
    expect((await store.current())?.version).toBe(1);
    await verbs.apply(operator, policyOnly);
    expect((await store.current())?.document).toMatchObject({
      rules: [],
      toolsets: [],
      tools: {},
      defaults: { destructive: "ask" },
    });
    expect(keys.held.size).toBe(1);
  });

  test.for([
    ["abc", "ca", "cba"],
    ["abc", "xb", "axbc"],
    ["abc", "bx", "abxc"],
    ["abc", "xy", "xyabc"],
    ["abc", "cxa", "cxba"],
    ["", "ab", "ab"],
    ["abc", "cba", "cba"],
  ] as const)("of rules %s, a file with %s makes %s, and again", async ([before, file, after]) => {
    const { verbs, store } = open();
    const rules = (ids: string) => ids.split("").map((id) => ({ id, effect: "ask" }));
    await store.put({ rules: rules(before) });
    const text = JSON.stringify({ version: 1, policy: { rules: rules(file) } });

    await verbs.apply(operator, { text });
    expect((await store.current())?.document.rules.map(({ id }) => id).join("")).toBe(after);
    expect(await lines(verbs.plan(operator, { text }))).toEqual([]);
  });
});

describe("keys", () => {
  const apply = async (first: string, second: string) => {
    const { verbs, keys } = open();
    await verbs.apply(operator, { text: `version: 1\nkeys: ${first}` });
    keys.done.length = 0;
    const changes = (await verbs.apply(operator, { text: `version: 1\nkeys: ${second}` })).changes.map(describeChange);
    return { changes, done: keys.done, held: [...keys.held.values()] };
  };

  test.for([
    ["{ a: { toolsets: [x, y] } }", "{ a: { toolsets: [y, x] } }", "update a grant"],
    ["{ a: { tools: [x, y], access: [read, write] } }", "{ a: { tools: [y, x], access: [write, read] } }", undefined],
    ["{ a: { limits: { inFlight: 1 } } }", "{ a: {} }", "update a limits"],
    ["{ a: { output: { bytes: 1000 } } }", "{ a: { output: { bytes: 2000 } } }", "update a output"],
    ["{ a: { expires: 2030-01-31 } }", "{ a: { expires: '2030-01-31T23:59:59.999Z' } }", undefined],
    ["{ a: { expires: 2030-01-31 } }", "{ a: {} }", "update a expiresAt"],
    ["{ a: { tools: [x] } }", "{ a: { limits: { inFlight: 1 } } }", "update a grant,limits"],
  ] as const)("from %s to %s: %s", async ([first, second, expected]) => {
    const { done, changes } = await apply(first, second);

    expect(done).toEqual(expected === undefined ? [] : [expected]);
    expect(changes.length > 0).toBe(expected !== undefined);
  });

  test("that were made before something failed are not lost", async () => {
    const { verbs } = open();

    expect(await verbs.apply(operator, { text: "version: 1\nkeys: { a: {}, broken: {} }" })).toMatchObject({
      created: [{ name: "a", secret: "mcpt_a" }],
      failed: "This name is taken.",
    });
    await expect(verbs.apply(operator, { text: "version: 1\nkeys: { broken: {} }" })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  test("need a house that keeps them", async () => {
    const { store } = open();
    const policy = createPolicyVerbs({
      store,
      audit: { record: async () => {}, async *pages() {} },
      loadRegistry: () => Promise.reject(new Error("none")),
    });
    const verbs = createConfigVerbs({ policy });

    await expect(verbs.plan(operator, { text: "version: 1\nkeys: {}" })).rejects.toMatchObject({
      code: "invalid_input",
    });
    expect(await verbs.export(operator)).not.toContain("keys");
  });
});

describe("a file that is wrong names the lines", () => {
  test.for<[string, string, readonly RegExp[]]>([
    ["an unknown field", "version: 1\npolicy:\n  rules: []\n  rulez: []\n", [/line 4: policy\.rulez: is not a field/]],
    [
      "one in a rule",
      "version: 1\npolicy:\n  rules:\n    - id: a\n      effect: ask\n      when: now\n",
      [/line 6: policy\.rules\[0\]\.when/],
    ],
    [
      "several things",
      "version: 2\nkey: {}\npolicy:\n  limits:\n    inFlight: 0\n",
      [/line 1: version/, /line 2: key:/, /line 5: policy\.limits\.inFlight/],
    ],
    ["something missing", "version: 1\npolicy:\n  rules:\n    - effect: ask\n", [/line 4: policy\.rules\[0\]\.id/]],
    ["a name that stands twice", "version: 1\nkeys:\n  a: {}\n  a: {}\n", [/line 4: .*unique/]],
    ["one in JSON", '{"version":1,\n"keys":{"a":{},\n"a":{}}}', [/line 3: .*unique/]],
    ["a secret", "version: 1\nkeys:\n  a: { secret: mcpt_x }\n", [/line 3: keys\.a\.secret: is not a field/]],
    [
      "a day that is none",
      "version: 1\nkeys:\n  a:\n    expires: tomorrow\n",
      [/line 4: keys\.a\.expires: must be a day/],
    ],
    ["a key's name", "version: 1\nkeys:\n  'a b': {}\n", [/line 3: keys\.a b: must have/]],
    ["no YAML", "version: 1\npolicy: [\n", [/line 3: /]],
    ["a tag", "version: 1\npolicy: !!js/function x\n", [/line 2: /]],
    ["nothing", "", [/line 1: /]],
    [
      "a pattern with a name",
      "version: 1\npolicy:\n  toolsets:\n    - name: a\n      tools:\n        - tool: a*\n          name: b\n",
      [/line 7: policy\.toolsets\[0\]\.tools\[0\]\.name/],
    ],
  ])("%s", async ([, text, expected]) => {
    const error = await open()
      .verbs.plan(operator, { text })
      .catch((reason: unknown) => reason);

    expect(error).toMatchObject({ code: "invalid_input" });
    for (const pattern of expected) expect(String(error)).toMatch(pattern);
  });

  test("and one that grows out of its aliases is refused", async () => {
    const levels = Array.from(
      { length: 12 },
      (_, n) =>
        `a${n}: &a${n} [${
          n === 0
            ? "x"
            : Array(10)
                .fill(`*a${n - 1}`)
                .join()
        }]`,
    );

    await expect(open().verbs.plan(operator, { text: levels.join("\n") })).rejects.toMatchObject({
      code: "invalid_input",
    });
  });
});
