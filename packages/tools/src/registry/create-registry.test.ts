import { describe, expect, test } from "vitest";
import type {
  Definition,
  Pack,
  PromptDefinition,
  ResourceDefinition,
  ResourceTemplateDefinition,
  ToolDefinition,
} from "../define-tool.ts";
import { createRegistry } from "./create-registry.ts";
import type { ListKind, Registry } from "./registry.ts";

const tool = (name: string): ToolDefinition => ({ name, description: "d", access: "read", run: () => name });
const prompt = (name: string): PromptDefinition => ({ name, messages: () => name });
const resource = (uri: string): ResourceDefinition => ({ uri, name: uri, read: () => uri });
const template = (uriTemplate: string): ResourceTemplateDefinition => ({
  uriTemplate,
  name: uriTemplate,
  read: () => undefined,
});
const pack = (name: string, ...definitions: Definition[]): Pack => ({ name, description: "", definitions });

function open(...packs: Pack[]): Registry {
  const registry = createRegistry({ timeoutMs: 1_000 });
  for (const one of packs) registry.setPack(one);
  return registry;
}

const names = (registry: Registry) => registry.tools().map(({ listing }) => listing.name);

test("is empty at first", () => {
  const registry = open();

  expect([registry.packs, registry.tools(), registry.resources(), registry.templates(), registry.prompts()]).toEqual([
    [],
    [],
    [],
    [],
    [],
  ]);
  expect([registry.tool("a"), registry.resource("a:b"), registry.matchTemplate("a:b"), registry.prompt("a")]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test("finds everything by name, with its pack", () => {
  const registry = open(
    pack("one", tool("a"), resource("n://1"), template("n://x/{id}"), prompt("p")),
    pack("two", tool("b")),
  );

  expect(registry.tool("b")).toMatchObject({ pack: "two", listing: { name: "b" } });
  expect(registry.resource("n://1")?.name).toBe("n://1");
  expect(registry.prompt("p")?.name).toBe("p");
  expect(registry.matchTemplate("n://x/7")).toMatchObject({
    variables: { id: "7" },
    template: { uriTemplate: "n://x/{id}" },
  });
  expect(registry.packs.map(({ name }) => name)).toEqual(["one", "two"]);
});

test("lists in the order of packs and definitions, and a replaced pack keeps its place", () => {
  const registry = open(pack("one", tool("b"), tool("a")), pack("two", tool("c")));
  expect(names(registry)).toEqual(["b", "a", "c"]);

  registry.setPack(pack("one", tool("z"), tool("a")));
  expect(names(registry)).toEqual(["z", "a", "c"]);

  registry.removePack("one");
  expect(names(registry)).toEqual(["c"]);
});

describe("a name that is taken", () => {
  test.for([
    ["tool", tool("same"), "same"],
    ["resource", resource("n://same"), "n://same"],
    ["prompt", prompt("same"), "same"],
  ] as const)("two %ss in one pack, or in two", ([kind, definition, name]) => {
    const conflict = expect.objectContaining({
      code: "conflict",
      message: `There are two ${kind}s called "${name}"; rename one of them.`,
    });

    expect(() => open(pack("one", definition, definition))).toThrow(conflict);
    expect(() => open(pack("one", definition), pack("two", definition))).toThrow(conflict);
  });

  test("a tool and a prompt may share one", () => {
    expect(() => open(pack("one", tool("same"), prompt("same")))).not.toThrow();
  });
});

describe("a malformed definition", () => {
  const neither =
    'Pack "p" has a definition that is neither a tool (`run`), a resource (`uri` and `read`), a template (`uriTemplate` and `read`) nor a prompt (`messages`).';
  const cases: readonly (readonly [unknown, string])[] = [
    [{}, neither],
    [null, neither],
    ["text", neither],
    [{ name: "t", run: "not a function" }, neither],
    [{ uri: "n://1", name: "n", read: "text" }, neither],
    [{ uri: "n://1", read: () => "" }, 'Pack "p": a resource (n://1) needs a `name`.'],
    [{ uri: 7, name: "n", read: () => "" }, 'Pack "p": a resource (n) needs a `uri`.'],
    [{ uriTemplate: "n://{id}", name: "", read: () => "" }, 'Pack "p": a template () needs a `name`.'],
    [{ uriTemplate: 7, name: "n", read: () => "" }, 'Pack "p": a template (n) needs a `uriTemplate`.'],
    [{ messages: () => "" }, 'Pack "p": a prompt (undefined) needs a `name`.'],
    [
      { uriTemplate: "n://{?q}", name: "n", read: () => "" },
      'The URI template "n://{?q}" may use {name} and {+name}, and no other expressions.',
    ],
  ];
  test.for(cases)("%j is refused with what is wrong", ([definition, message]) => {
    expect(() => open(pack("p", definition as Definition))).toThrow(
      expect.objectContaining({ code: "invalid_input", message }),
    );
  });
});

describe("changing a pack", () => {
  test.for([
    ["a name another pack has", pack("one", tool("new"), tool("c")), 'two tools called "c"'],
    ["a malformed tool", pack("one", tool("new"), tool("bad name")), 'Tool "bad name"'],
    ["a malformed template", pack("one", tool("new"), template("{?q}")), 'URI template "{?q}"'],
  ] as const)("is all or nothing: %s leaves everything as it was", ([, replacement, message]) => {
    const registry = open(pack("one", tool("a"), resource("n://1")), pack("two", tool("c")));
    const kinds: ListKind[] = [];
    registry.onChange((kind) => kinds.push(kind));
    const { packs } = registry;
    const before = [registry.tools(), registry.resources()];

    expect(() => registry.setPack(replacement)).toThrow(message);

    expect([registry.tools(), registry.resources()]).toEqual(before);
    expect(registry.tool("new")).toBeUndefined();
    expect(registry.packs).toEqual(packs);
    expect(kinds).toEqual([]);
    expect(() => registry.setPack(pack("three", tool("d")))).not.toThrow();
  });

  test("a name may move from one pack to another once it is free", () => {
    const registry = open(pack("one", tool("a")), pack("two", tool("b")));
    registry.setPack(pack("one"));
    registry.setPack(pack("two", tool("a"), tool("b")));

    expect(registry.tool("a")?.pack).toBe("two");
  });

  test.for([
    ["tools", tool("a"), ["tools"]],
    ["a resource", resource("n://1"), ["resources"]],
    ["a template", template("n://{id}"), ["resources"]],
    ["a prompt", prompt("p"), ["prompts"]],
  ] as const)("tells of %s once a kind, when they come and when they go", ([, definition, expected]) => {
    const registry = open(pack("other", tool("x"), resource("o://1"), prompt("q")));
    const kinds: ListKind[] = [];
    registry.onChange((kind) => kinds.push(kind));

    registry.setPack(pack("one", definition));
    expect(kinds).toEqual(expected);
    registry.removePack("one");
    expect(kinds).toEqual([...expected, ...expected]);
  });

  test("tells of every kind that changed, after it changed", () => {
    const registry = open();
    const seen: [ListKind, number][] = [];
    registry.onChange((kind) => seen.push([kind, registry.tools().length]));
    registry.setPack(pack("one", tool("a"), resource("n://1"), template("n://x/{id}"), prompt("p")));

    expect(seen).toEqual([
      ["tools", 1],
      ["resources", 1],
      ["prompts", 1],
    ]);
  });

  test("tells nothing when nothing changed, or nobody listens any more", () => {
    const registry = open(pack("one", resource("n://1")));
    const kinds: ListKind[] = [];
    const release = registry.onChange((kind) => kinds.push(kind));
    registry.removePack("unknown");
    registry.setPack(pack("empty"));
    expect(kinds).toEqual([]);

    release();
    registry.removePack("one");
    expect(kinds).toEqual([]);
  });
});

describe("a URI template", () => {
  test.for([
    ["notes://{id}", "notes://42", { id: "42" }],
    ["notes://{id}", "notes://a%20b%2Fc", { id: "a b/c" }],
    ["notes://{id}", "notes://100%", { id: "100%" }],
    ["notes://{id}", "notes://", undefined],
    ["notes://{id}", "notes://a/b", undefined],
    ["notes://{id}", "notes://a?b", undefined],
    ["notes://{id}", "xnotes://a", undefined],
    ["test://template/{id}/data", "test://template/123/data", { id: "123" }],
    ["test://template/{id}/data", "test://template/123/data/", undefined],
    ["file:///{+path}", "file:///a/b/c.txt", { path: "a/b/c.txt" }],
    ["a://{x}/{y}.{ext}", "a://1/two.txt", { x: "1", y: "two", ext: "txt" }],
    ["a://b.c/{x}?v=1", "a://b.c/7?v=1", { x: "7" }],
    ["a://b.c/{x}?v=1", "a://bXc/7?v=1", undefined],
    ["a://fixed", "a://fixed", {}],
  ] as const)("%s matches %s: %j", ([uriTemplate, uri, variables]) => {
    expect(open(pack("p", template(uriTemplate))).matchTemplate(uri)?.variables).toEqual(variables);
  });

  test("the first that fits is taken", () => {
    const registry = open(pack("p", template("n://{a}"), template("n://{b}")));

    expect(registry.matchTemplate("n://1")?.variables).toEqual({ a: "1" });
  });
});
