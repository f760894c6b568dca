import { silentLogger, type Logger, type OutputBudget, type Principal } from "@mcp-tools/core";
import { describe, expect, test, vi } from "vitest";
import * as z from "zod";
import type { ContentBlock, ToolResult } from "../../content.ts";
import type { Definition, ToolDefinition } from "../../define-tool.ts";
import { openPolicy } from "../../policy.ts";
import { createTestToolbox } from "../../testing.ts";
import type { ResultKeeper } from "../ports.ts";

const URI = "mcp-tools://results/0190a0b0-0000-7000-8000-000000000001/1";

interface Options {
  readonly budget?: OutputBudget;
  readonly tool?: Partial<ToolDefinition>;
  readonly keep?: ResultKeeper["keep"] | undefined;
  readonly logger?: Logger;
}

async function resultOf(value: unknown, { budget = {}, tool = {}, keep, logger = silentLogger }: Options = {}) {
  const output = vi.fn<() => OutputBudget>(() => budget);
  const definitions: readonly Definition[] = [
    { name: "t", description: "d", access: "read", ...tool, run: () => value as never },
  ];
  const { call, rows } = createTestToolbox(definitions, {
    resultBytesMax: 1_000_000,
    results: keep === undefined ? undefined : { keep },
    policy: (registry) => ({ ...openPolicy(registry), output }),
    logger,
  });
  const answer = await call("t");
  if (answer.kind !== "result") throw new Error(answer.kind);
  return { result: answer.result, row: rows[0] };
}

const textOf = ({ content }: ToolResult, index = 0) => {
  const block = content.at(index);
  return block?.type === "text" ? block.text : "";
};
const items = (count: number) => Array.from({ length: count }, (_, id) => ({ id, name: `item ${id}` }));

describe("the smallest budget holds", () => {
  test.for([
    ["the server's", {}, 1_000_001, "over the limit of 1000000."],
    ["the policy's", { bytes: 500 }, 501, "The result is 501 bytes, over the limit of 500."],
    ["not a policy's above the server's", { bytes: 2_000_000 }, 1_000_001, "over the limit of 1000000."],
    ["the policy's tokens", { tokens: 100 }, 401, "The result is about 101 tokens, over the limit of 100."],
  ] as const)("%s", async ([, budget, length, notice]) => {
    expect((await resultOf("a".repeat(length - 1), { budget })).result.content).toHaveLength(1);
    const { result } = await resultOf("a".repeat(length), { budget });

    expect(textOf(result)).toBe("a".repeat(length - 1));
    expect(textOf(result, 1)).toContain(notice);
  });

  test("a character of Chinese is a token, and three bytes", async () => {
    const { result } = await resultOf("漢".repeat(50), { budget: { tokens: 20, bytes: 120 } });
    expect(textOf(result)).toBe("漢".repeat(20));
    const other = await resultOf("漢".repeat(50), { budget: { tokens: 45, bytes: 120 } });
    expect(textOf(other.result)).toBe("漢".repeat(40));
  });
});

describe("text", () => {
  test("ends at a whole line where there is one", async () => {
    const { result } = await resultOf("one\ntwo\nthree\nfour\n", { budget: { bytes: 12 } });
    expect(textOf(result)).toBe("one\ntwo\n");
  });

  test("that is JSON is cut by whole items, and stays JSON", async () => {
    const { result, row } = await resultOf(JSON.stringify({ items: items(100), total: 100 }), {
      budget: { bytes: 1_000 },
    });
    const kept = JSON.parse(textOf(result)) as { items: unknown[]; total: number };

    expect(kept.total).toBe(100);
    expect(kept.items).toEqual(items(kept.items.length));
    expect(kept.items.length).toBeGreaterThan(20);
    expect(textOf(result).length).toBeLessThanOrEqual(1_000);
    expect(textOf(result, 1)).toMatch(/^\[Cut here\. The result is \d+ bytes, over the limit of 1000\./);
    expect(row).toMatchObject({ outcome: "ok" });
  });

  test("that is JSON and has no items is left out, and the notice shows its beginning", async () => {
    const { result } = await resultOf(JSON.stringify({ report: "a".repeat(5_000) }), { budget: { bytes: 100 } });

    expect(result.content).toHaveLength(1);
    expect(textOf(result)).toMatch(/^\[Cut here\. .*\] It begins:\n\{"report":"a+$/);
  });

  test("of JSON lines ends at a whole line, however short that is", async () => {
    const lines = `${JSON.stringify({ id: 1 })}\n${JSON.stringify({ rows: items(50) })}\n`;
    expect(textOf((await resultOf(lines, { budget: { bytes: 500 } })).result)).toBe('{"id":1}\n');
  });

  test("of a JSON line that is too long is cut within that line", async () => {
    const lines = `${JSON.stringify({ rows: items(50) })}\n{"id":2}\n`;
    const { rows } = JSON.parse(textOf((await resultOf(lines, { budget: { bytes: 500 } })).result)) as {
      rows: unknown[];
    };
    expect(rows).toEqual(items(rows.length));
  });

  test("that only begins like JSON is text", async () => {
    expect(textOf((await resultOf("[note] ".repeat(30), { budget: { bytes: 21 } })).result)).toBe("[note] ".repeat(3));
  });
});

describe("blocks", () => {
  const image: ContentBlock = { type: "image", data: "a".repeat(4_000), mimeType: "image/png" };
  const text = (length: number): ContentBlock => ({ type: "text", text: "t".repeat(length) });
  const blob: ContentBlock = { type: "resource", resource: { uri: "x://1", blob: "a".repeat(4_000) } };

  test.for([
    ["bytes", { bytes: 4_100 }, [text(50), image, text(200)], [50, "image", 50]],
    ["an image that does not fit, and what follows it", { bytes: 1_000 }, [text(50), image, text(10)], [50]],
    ["a resource that does not fit", { bytes: 1_000 }, [text(50), blob], [50]],
    ["tokens: an image counts its bytes at most", { tokens: 1_060 }, [text(200), image, text(90)], [200, "image", 40]],
    ["tokens: an image that is too many", { tokens: 1_049 }, [text(200), image], [200]],
  ] as const)("of %s", async ([, budget, content, expected]) => {
    const { result } = await resultOf({ content }, { budget });
    const kept = result.content.slice(0, -1).map((block) => (block.type === "text" ? block.text.length : block.type));

    expect(kept).toEqual(expected);
    expect(textOf(result, -1)).toMatch(/^\[Cut here/);
  });

  test("an error is cut like anything else, and stays one", async () => {
    const content = [{ type: "text", text: "No such thing.\n".repeat(50) }];
    const { result, row } = await resultOf({ content, isError: true }, { budget: { bytes: 40 } });

    expect(result.isError).toBe(true);
    expect(textOf(result)).toBe("No such thing.\nNo such thing.\n");
    expect(row?.outcome).toBe("error");
  });

  test("an error that was thrown, too", async () => {
    const { call } = createTestToolbox(
      [
        {
          name: "t",
          description: "d",
          access: "read",
          run() {
            throw new Error("x".repeat(5_000));
          },
        },
      ],
      { policy: (registry) => ({ ...openPolicy(registry), output: () => ({ bytes: 100 }) }) },
    );
    const answer = await call("t");
    if (answer.kind !== "result") throw new Error(answer.kind);
    expect(textOf(answer.result)).toHaveLength(100);
    expect(answer.result.isError).toBe(true);
  });
});

describe("structured content", () => {
  const output = z.object({ items: z.array(z.object({ id: z.number(), name: z.string() })), total: z.number() });
  const value = { items: items(200), total: 200 };

  test.for([[{ bytes: 2_000 }], [{ tokens: 300 }], [{ bytes: 3_000, tokens: 200 }]] as const)(
    "is cut by whole items within %j, keeps to its schema, and its text says the same",
    async ([budget]) => {
      const { result, row } = await resultOf(value, { budget, tool: { output } });
      const kept = result.structuredContent as typeof value;

      expect(result.isError).toBeUndefined();
      expect(kept).toEqual({ items: items(kept.items.length), total: 200 });
      expect(kept.items.length).toBeGreaterThan(5);
      expect(textOf(result)).toBe(JSON.stringify(kept));
      const bytes = 2 * Buffer.byteLength(textOf(result));
      if ("bytes" in budget) expect(bytes).toBeLessThanOrEqual(budget.bytes);
      if ("tokens" in budget) expect(textOf(result).length / 4).toBeLessThanOrEqual(budget.tokens);
      // As much as fits, not a part of it.
      expect(bytes).toBeGreaterThan("bytes" in budget && !("tokens" in budget) ? budget.bytes - 100 : 1_000);
      expect(row).toMatchObject({ outcome: "ok", message: undefined });
    },
  );

  test("that does not fit its schema any more is an error", async () => {
    const strict = z.object({ items: z.array(z.unknown()).min(200), total: z.number() });
    const { result, row } = await resultOf(value, { budget: { bytes: 2_000 }, tool: { output: strict } });

    expect(result).toMatchObject({ isError: true });
    expect(result.structuredContent).toBeUndefined();
    expect(textOf(result)).toMatch(/over the limit of 2000\. Ask for less: .* It begins:\n\{"items":\[/);
    expect(row?.outcome).toBe("error");
  });

  test.for([
    ["compact", JSON.stringify(value)],
    ["spaced", JSON.stringify(value, undefined, 2)],
  ] as const)("a text beside it that says the same (%s) follows it", async ([, text]) => {
    const content: ContentBlock[] = [
      { type: "text", text },
      { type: "text", text: "200 items." },
    ];
    const { result } = await resultOf({ content, structuredContent: value }, { budget: { bytes: 2_000 } });

    expect(textOf(result)).toBe(JSON.stringify(result.structuredContent));
    expect((result.structuredContent as typeof value).items.length).toBeGreaterThan(20);
    expect(textOf(result, 1)).toBe("200 items.");
  });

  test("a text beside it that says something else is cut by itself", async () => {
    const content = [{ type: "text", text: "line\n".repeat(1_000) }];
    const { result } = await resultOf({ content, structuredContent: value }, { budget: { bytes: 2_000 } });

    expect(textOf(result)).toBe("line\n".repeat(200));
    expect(JSON.stringify(result.structuredContent).length).toBeLessThanOrEqual(1_000);
    expect((result.structuredContent as typeof value).items.length).toBeGreaterThan(10);
  });

  test("of an error that cannot be cut is left out, and what the error says is not", async () => {
    const content = [{ type: "text", text: "It broke." }];
    const structuredContent = { dump: "x".repeat(5_000) };
    const { result } = await resultOf({ content, structuredContent, isError: true }, { budget: { bytes: 500 } });

    expect(result.structuredContent).toBeUndefined();
    expect(textOf(result)).toBe("It broke.");
    expect(result.isError).toBe(true);
  });
});

describe("the whole result", () => {
  const principal = expect.objectContaining({ id: "local" }) as Principal;

  test("is kept, and the answer links to it", async () => {
    const keep = vi.fn<ResultKeeper["keep"]>(() => Promise.resolve(URI));
    const text = "a".repeat(1_000);
    const { result } = await resultOf(text, { budget: { bytes: 100 }, keep });

    expect(keep).toHaveBeenCalledExactlyOnceWith(principal, "t", { content: [{ type: "text", text }] });
    expect(result).toEqual({
      content: [
        { type: "text", text: "a".repeat(100) },
        {
          type: "text",
          text: `[Cut here. The result is 1000 bytes, over the limit of 100. All of it can be read in pages, for an hour, from the resource ${URI} on.]`,
        },
        { type: "resource_link", uri: URI, name: "Result of t", description: expect.any(String), size: 1_000 },
      ],
      _meta: { "mcp-tools/truncated": { bytes: 1_000, tokens: 250, kept: URI } },
    });
  });

  test("is kept where structured content could not be cut, and the error links to it", async () => {
    const structuredContent = { dump: "x".repeat(5_000) };
    const { result } = await resultOf(structuredContent, { budget: { bytes: 500 }, keep: async () => URI });

    expect(result).toMatchObject({ isError: true, _meta: { "mcp-tools/truncated": { kept: URI } } });
    expect(textOf(result)).toContain(`from the resource ${URI} on. It begins:\n{"dump":"x`);
    expect(result.content.at(-1)).toMatchObject({ type: "resource_link", uri: URI });
  });

  test("that cannot be kept is no reason to withhold what fits", async () => {
    const warn = vi.fn<Logger["warn"]>();
    const keep = () => Promise.reject(new Error("the database is gone"));
    const { result } = await resultOf("a".repeat(1_000), {
      budget: { bytes: 100 },
      keep,
      logger: { ...silentLogger, warn },
    });

    expect(result.content).toHaveLength(2);
    expect(textOf(result)).toBe("a".repeat(100));
    expect(result._meta).toEqual({ "mcp-tools/truncated": { bytes: 1_000, tokens: 250 } });
    expect(warn).toHaveBeenCalledOnce();
  });

  test("is not kept when it is sent", async () => {
    const keep = vi.fn<ResultKeeper["keep"]>();
    const { result } = await resultOf("short", { budget: { bytes: 100, tokens: 100 }, keep });

    expect(result).toEqual({ content: [{ type: "text", text: "short" }] });
    expect(keep).not.toHaveBeenCalled();
  });
});
