import { describe, expect, test } from "vitest";
import * as z from "zod";
import type { ContentBlock, ToolResult } from "../content.ts";
import type { Definition, ToolDefinition } from "../define-tool.ts";
import { createTestToolbox } from "../testing.ts";

const returning = (value: unknown, more: Partial<ToolDefinition> = {}): readonly Definition[] => [
  { name: "t", description: "d", access: "read", ...more, run: () => value as never },
];

async function callFor(definitions: readonly Definition[], resultBytesMax = 1_000_000) {
  const { call, rows } = createTestToolbox(definitions, { resultBytesMax });
  const answer = await call("t");
  if (answer.kind !== "result") throw new Error(answer.kind);
  return { result: answer.result, row: rows[0] };
}

function textOf({ content }: ToolResult, index = 0): string {
  const block = content[index];
  return block?.type === "text" ? block.text : "";
}

describe("what a tool returns", () => {
  test("text is one text block", async () => {
    const { result, row } = await callFor(returning("Grüß dich"));

    expect(result).toEqual({ content: [{ type: "text", text: "Grüß dich" }] });
    expect(row).toMatchObject({ outcome: "ok", resultBytes: 11, message: undefined });
  });

  test.for([
    [{ a: [1, 2] }],
    [[1, "two"]],
    [7],
    [false],
    [{ content: "a field of that name" }],
    [{ content: [{ type: "unknown" }] }],
  ] as const)("%j is structured content, mirrored as JSON text", async ([value]) => {
    const { result, row } = await callFor(returning(value));

    expect(result).toEqual({ content: [{ type: "text", text: JSON.stringify(value) }], structuredContent: value });
    expect(row?.resultBytes).toBe(2 * JSON.stringify(value).length);
  });

  test("content blocks stand as they are", async () => {
    const content: ContentBlock[] = [
      { type: "image", data: "aGk=", mimeType: "image/png" },
      { type: "resource_link", uri: "notes://1", name: "one" },
      { type: "resource", resource: { uri: "notes://2", text: "two" } },
    ];
    const { result, row } = await callFor(returning({ content, _meta: { a: 1 } }));

    expect(result).toEqual({ content, _meta: { a: 1 } });
    expect(row?.resultBytes).toBe(4 + 256 + 3);
  });

  test("nothing is a result without content", async () => {
    expect((await callFor(returning(undefined))).result).toEqual({ content: [] });
    expect((await callFor(returning(null))).result).toEqual({ content: [] });
  });

  test("a result that says it is an error is recorded as one", async () => {
    const { result, row } = await callFor(
      returning({ content: [{ type: "text", text: "No such city." }], isError: true }),
    );

    expect(result.isError).toBe(true);
    expect(row).toMatchObject({ outcome: "error", message: "No such city." });
  });

  const circle: Record<string, unknown> = {};
  circle["self"] = circle;
  test.for([
    ["a circle", circle],
    ["a bigint", { n: 1n }],
    ["a function", () => 1],
  ] as const)("%s is an error", async ([, value]) => {
    const { result, row } = await callFor(returning(value));

    expect(result).toEqual({
      isError: true,
      content: [{ type: "text", text: "The tool returned something that cannot be written as JSON." }],
    });
    expect(row).toMatchObject({ outcome: "error" });
  });
});

describe.for([
  ["zod", z.object({ city: z.string() })],
  ["JSON Schema", { type: "object", properties: { city: { type: "string" } }, required: ["city"] }],
] as const)("an output schema of %s", ([, output]) => {
  test("lets through what fits", async () => {
    expect((await callFor(returning({ city: "Ulm" }, { output }))).result).toEqual({
      content: [{ type: "text", text: '{"city":"Ulm"}' }],
      structuredContent: { city: "Ulm" },
    });
  });

  test("refuses what does not fit, and says where", async () => {
    const { result, row } = await callFor(returning({ city: 7 }, { output }));

    expect(result).toMatchObject({
      isError: true,
      content: [{ text: expect.stringMatching(/does not fit its own output schema:\n- city: /) }],
    });
    expect(result.structuredContent).toBeUndefined();
    expect(row?.outcome).toBe("error");
  });

  test("checks the structured content of a spelled-out result", async () => {
    const content = [{ type: "text", text: "It is Ulm." }];

    expect((await callFor(returning({ content, structuredContent: { city: "Ulm" } }, { output }))).result).toEqual({
      content,
      structuredContent: { city: "Ulm" },
    });
    expect((await callFor(returning({ content, structuredContent: {} }, { output }))).result.isError).toBe(true);
  });

  test.for([
    ["text", "It is Ulm."],
    ["nothing", undefined],
    ["content blocks", { content: [] }],
  ] as const)("is not kept by %s alone", async ([, value]) => {
    expect((await callFor(returning(value, { output }))).result).toEqual({
      isError: true,
      content: [
        { type: "text", text: "The tool returned no structured content, though it declares an output schema." },
      ],
    });
  });

  test("does not stand in the way of an error", async () => {
    const error = { content: [{ type: "text", text: "No city." }], isError: true };

    expect((await callFor(returning(error, { output }))).result).toEqual(error);
  });
});

test("zod takes away what the output schema does not name", async () => {
  const output = z.object({ city: z.string() });

  expect((await callFor(returning({ city: "Ulm", internalId: 7 }, { output }))).result).toEqual({
    content: [{ type: "text", text: '{"city":"Ulm"}' }],
    structuredContent: { city: "Ulm" },
  });
});

describe("the size cap", () => {
  test("a result of just that size passes", async () => {
    const { result, row } = await callFor(returning("a".repeat(100)), 100);

    expect(result.content).toHaveLength(1);
    expect(row?.resultBytes).toBe(100);
  });

  test("text is cut with a notice, and the call is still a success", async () => {
    const { result, row } = await callFor(returning("a".repeat(101)), 100);

    expect(textOf(result)).toBe("a".repeat(100));
    expect(textOf(result, 1)).toBe(
      "[Cut here. The result is 101 bytes, over the limit of 100. Ask for less at once to see the rest.]",
    );
    expect(result.isError).toBeUndefined();
    expect(row).toMatchObject({ outcome: "ok", resultBytes: 100 + textOf(result, 1).length });
  });

  test.for([[1], [2], [3], [4], [5], [6], [7], [8], [9], [10], [11]] as const)(
    "text is cut at a whole character (%d bytes)",
    async ([bytes]) => {
      const { result } = await callFor(returning("aé漢😀z€"), bytes);
      const kept = textOf(result);

      expect("aé漢😀z€".startsWith(kept)).toBe(true);
      expect(kept).not.toContain("\uFFFD");
      expect(Buffer.from(kept).toString()).toBe(kept);
      expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(bytes);
      expect(Buffer.byteLength(kept)).toBeGreaterThan(bytes - 4);
    },
  );

  test("of several blocks the first are kept, and only whole images", async () => {
    const content: ContentBlock[] = [
      { type: "text", text: "a".repeat(50) },
      { type: "image", data: "b".repeat(100), mimeType: "image/png" },
      { type: "text", text: "never reached" },
    ];
    const { result } = await callFor(returning({ content }), 100);

    expect(result.content.map(({ type }) => type)).toEqual(["text", "text"]);
    expect(textOf(result)).toBe("a".repeat(50));
    expect(textOf(result, 1)).toMatch(/^\[Cut here/);
  });

  test("structured content without arrays is never cut, and becomes an error with a beginning to look at", async () => {
    const value = { report: "a".repeat(10_000) };
    const { result, row } = await callFor(returning(value), 4_000);

    expect(result).toMatchObject({ isError: true });
    expect(result.structuredContent).toBeUndefined();
    expect(textOf(result)).toMatch(
      /^The result is \d+ bytes, over the limit of 4000\. Ask for less: .*It begins:\n\{"report":"aaa/,
    );
    expect(Buffer.byteLength(textOf(result))).toBeLessThan(2_048 + 200);
    expect(row).toMatchObject({
      outcome: "error",
      message: expect.stringContaining("over the limit of 4000"),
      resultBytes: Buffer.byteLength(textOf(result)),
    });
  });

  test("structured content counts for itself, however short the text beside it", async () => {
    const value = {
      content: [{ type: "text", text: "See the data." }],
      structuredContent: { data: "x".repeat(5_000) },
    };

    expect((await callFor(returning(value), 4_000)).result).toMatchObject({ isError: true });
    expect((await callFor(returning(value), 6_000)).result).toEqual(value);
  });
});
