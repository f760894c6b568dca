import type { KeptResult, Principal, ResultStore } from "@mcp-tools/core";
import { localPrincipal, silentLogger } from "@mcp-tools/core";
import {
  createRegistry,
  createRequestContext,
  openPolicy,
  silentClient,
  type ResourceReturn,
  type ToolResult,
} from "@mcp-tools/tools";
import { createTestToolbox } from "@mcp-tools/tools/testing";
import { expect, test, vi } from "vitest";
import { createResultKeeper } from "./create-result-keeper.ts";
import { createResultsPack } from "./results-pack.ts";

/** Keeps results as the database would, without its bounds. */
function createStore() {
  const kept = new Map<string, KeptResult>();
  const keep = vi.fn<ResultStore["keep"]>(async (result, { keepMs }) => {
    kept.set(result.id, { ...result, createdAt: Date.now(), expiresAt: Date.now() + keepMs });
  });
  const get = vi.fn<ResultStore["get"]>(async (id, principalId) => {
    const result = kept.get(id);
    return result?.principalId === principalId ? result : undefined;
  });
  return { keep, get };
}

function open() {
  const store = createStore();
  const registry = createRegistry({ timeoutMs: 1_000 });
  registry.setPack(createResultsPack({ store }));
  const keeper = createResultKeeper({ store });
  const catalogue = openPolicy(registry).catalogue(localPrincipal);

  async function read(uri: string, principal: Principal = localPrincipal) {
    const context = createRequestContext({
      principal,
      client: silentClient,
      signal: new AbortController().signal,
      announce() {},
      log: () => silentLogger,
    });
    const found = catalogue?.matchTemplate(uri);
    const body: ResourceReturn | undefined = await found?.template.read(found.variables, { ...context, uri });
    if (body === undefined) return undefined;
    if (typeof body === "string" || body instanceof Uint8Array) throw new Error("not pages");
    return body.contents;
  }

  /** From the first page on, as the pages say. */
  async function readAll(first: string) {
    const pages: { readonly mimeType?: string; readonly text?: string; readonly blob?: string }[][] = [];
    for (let uri: string | undefined = first; uri !== undefined;) {
      const contents = await read(uri);
      const place = contents?.at(-1);
      if (contents === undefined || place === undefined || !("text" in place)) throw new Error("no page");
      pages.push(contents.slice(0, -1));
      uri = /The next one is (\S+)\]$/.exec(place.text)?.[1];
    }
    return pages;
  }

  const keep = async (result: ToolResult, principal = localPrincipal) =>
    (await keeper.keep(principal, "t", result)) ?? "nothing kept";
  return { store, read, readAll, keep };
}

const key: Principal = { id: "key:1", kind: "key", name: "ci", space: "ci" };
const text = (value: string): ToolResult => ({ content: [{ type: "text", text: value }] });

test("a long text comes back in pages of whole lines, each of which says where the next one is", async () => {
  const { keep, read, readAll, store } = open();
  const whole = Array.from({ length: 5_000 }, (_, line) => `line ${line} 漢字 ${"x".repeat(line % 50)}`).join("\n");
  const uri = await keep(text(whole));
  expect(uri).toMatch(/^mcp-tools:\/\/results\/[\da-f-]{36}\/1$/);
  const pages = await readAll(uri);

  expect(pages.length).toBeGreaterThan(3);
  expect(pages.map(([part]) => part?.text).join("")).toBe(whole);
  for (const [part] of pages) expect(Buffer.byteLength(part?.text ?? "")).toBeLessThanOrEqual(65_536);
  for (const [part] of pages.slice(0, -1)) expect(part?.text?.endsWith("\n")).toBe(true);
  expect((await read(uri))?.at(-1)).toEqual({
    uri,
    mimeType: "text/plain",
    text: `[Page 1 of ${pages.length}. The next one is ${uri.replace(/1$/, "2")}]`,
  });
  // Split once, however many pages are read.
  expect(store.get).toHaveBeenCalledTimes(1);
});

test("JSON comes back in pages of whole items, each of them JSON, and once though it was said twice", async () => {
  const { keep, readAll } = open();
  const rows = Array.from({ length: 8_000 }, (_, id) => ({ id, name: `row ${id}` }));
  const structuredContent = { total: rows.length, rows };
  const uri = await keep({ content: [{ type: "text", text: JSON.stringify(structuredContent) }], structuredContent });
  const parsed = (await readAll(uri)).map(
    ([part]) => JSON.parse(part?.text ?? "") as { total: number; rows: { id: number }[] },
  );

  expect(parsed.length).toBeGreaterThan(3);
  expect(parsed.flatMap((page) => page.rows)).toEqual(rows);
  expect(parsed.every(({ total }) => total === rows.length)).toBe(true);
});

test("a value that cannot be split at items comes back in parts that do not pass for JSON", async () => {
  const { keep, readAll } = open();
  const json = JSON.stringify({ dump: "é".repeat(100_000) });
  const pages = await readAll(await keep(text(json)));

  expect(pages.map(([part]) => part?.text).join("")).toBe(json);
  expect(new Set(pages.map(([part]) => part?.mimeType))).toEqual(new Set(["text/plain"]));
});

test("an image is a page of its own, and short parts share one", async () => {
  const { keep, readAll } = open();
  const data = "a".repeat(200_000);
  const uri = await keep({
    content: [
      { type: "text", text: "one" },
      { type: "text", text: "two" },
      { type: "image", data, mimeType: "image/png" },
      { type: "resource", resource: { uri: "x://1", mimeType: "text/csv", text: "a,b" } },
    ],
    structuredContent: { three: 3 },
  });

  expect(await readAll(uri)).toMatchObject([
    [
      { text: "one", mimeType: "text/plain" },
      { text: "two", mimeType: "text/plain" },
    ],
    [{ blob: data, mimeType: "image/png" }],
    [
      { text: "a,b", mimeType: "text/csv" },
      { text: '{"three":3}', mimeType: "application/json" },
    ],
  ]);
});

test("to another principal, and beyond its pages, it is not there, as one that never was", async () => {
  const { keep, read, store } = open();
  const uri = await keep(text("mine"), key);
  expect(await read(uri, key)).toHaveLength(2);

  for (const [other, principal] of [
    [uri, localPrincipal],
    [uri.replace(/1$/, "2"), key],
    [uri.replace(/1$/, "0"), key],
    [uri.replace(/1$/, "01"), key],
    [uri.replace(/1$/, "1e3"), key],
    ["mcp-tools://results/0190a0b0-0000-7000-8000-000000000001/1", key],
    ["mcp-tools://results/' or true --/1", key],
    ["mcp-tools://results/x/1", key],
  ] as const)
    expect(await read(other, principal)).toBeUndefined();
  // What is no id never reaches the database.
  for (const [id] of store.get.mock.calls) expect(id).toMatch(/^[\da-f-]{36}$/);
});

test("what is over 16 MB is not kept", async () => {
  const { keep, store } = open();

  expect(await keep(text("a".repeat(16 * 1024 * 1024)))).toBe("nothing kept");
  expect(store.keep).not.toHaveBeenCalled();
  await keep(text("a".repeat(15 * 1024 * 1024)));
  expect(store.keep).toHaveBeenCalledExactlyOnceWith(expect.anything(), {
    keepMs: 3_600_000,
    bytesMax: 64 * 1024 * 1024,
  });
});

test("a call that was cut leads to its whole result, page after page", async () => {
  const { store, readAll } = open();
  const rows = Array.from({ length: 3_000 }, (_, id) => ({ id, name: `row ${id}` }));
  const { call } = createTestToolbox([{ name: "list", description: "d", access: "read", run: () => ({ rows }) }], {
    results: createResultKeeper({ store }),
    resultBytesMax: 10_000,
  });
  const answer = await call("list");
  if (answer.kind !== "result") throw new Error(answer.kind);
  const link = answer.result.content.find(({ type }) => type === "resource_link");
  if (link?.type !== "resource_link") throw new Error("no link");
  const pages = await readAll(link.uri);

  expect(answer.result.isError).toBeUndefined();
  expect(pages.flatMap(([part]) => (JSON.parse(part?.text ?? "") as { rows: unknown[] }).rows)).toEqual(rows);
});
