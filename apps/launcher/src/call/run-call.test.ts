import { localPrincipal } from "@mcp-tools/core";
import type { CallAnswer, ToolCall, Toolbox } from "@mcp-tools/tools";
import { expect, test } from "vitest";
import { collectOutput } from "../testing/collect-output.ts";
import { readArguments } from "./read-arguments.ts";
import { runCall } from "./run-call.ts";

async function call(answer: CallAnswer, json = false) {
  const calls: ToolCall[] = [];
  const toolbox = {
    catalogue: () => ({ tools: () => [{ listing: { name: "get_current_time" } }] }),
    callTool: (made: ToolCall) => {
      calls.push(made);
      made.progress?.(1, 2, "half");
      return Promise.resolve(answer);
    },
  } as unknown as Toolbox;
  const { output, printed, noted } = collectOutput();
  const code = await runCall({ tool: "echo", arguments: { a: 1 }, json }, toolbox, {
    output,
    signal: AbortSignal.timeout(1000),
  });
  return { code, printed: printed(), noted: noted(), made: calls[0] };
}

const result = { content: [{ type: "text", text: "hello" }], structuredContent: { a: 1 } } as const;

test("calls as the local user, through the one call path", async () => {
  const { made } = await call({ kind: "result", result });

  expect(made).toMatchObject({ tool: "echo", arguments: { a: 1 }, principal: localPrincipal, transport: "cli" });
});

test("prints the text to stdout, and progress to stderr", async () => {
  expect(await call({ kind: "result", result })).toMatchObject({ code: 0, printed: "hello", noted: "1/2 half" });
});

test("prints the whole result as JSON", async () => {
  expect(JSON.parse((await call({ kind: "result", result }, true)).printed)).toEqual(result);
});

test("a failure of the tool is printed and ends with 1", async () => {
  const failure = { content: [{ type: "text", text: "no such zone" }], isError: true } as const;

  expect(await call({ kind: "result", result: failure })).toMatchObject({ code: 1, printed: "no such zone" });
});

test("an unknown tool ends with 64 and names those there are", async () => {
  const { code, printed, noted } = await call({ kind: "unknown_tool" });

  expect(code).toBe(64);
  expect(printed).toBe("");
  expect(noted).toContain("get_current_time");
});

test("a tool that asks its client ends with 1", async () => {
  expect(await call({ kind: "input_required", requests: {} })).toMatchObject({ code: 1, printed: "" });
});

test("what a terminal cannot show becomes a line about it", async () => {
  const content = [
    { type: "image", data: "AAAA", mimeType: "image/png" },
    { type: "resource_link", uri: "file:///a", name: "a" },
    { type: "resource", resource: { uri: "x:1", text: "inside" } },
  ] as const;

  expect((await call({ kind: "result", result: { content } })).printed).toBe(
    "[image, image/png, 3 bytes]\n[a: file:///a]\ninside",
  );
});

const noStdin = () => Promise.reject(new Error("stdin was read"));

test("arguments are a JSON object, from the command line or from stdin, or none", async () => {
  expect(await readArguments('{"a":1}', noStdin)).toEqual({ a: 1 });
  expect(await readArguments("-", () => Promise.resolve('{"b":2}'))).toEqual({ b: 2 });
  expect(await readArguments(undefined, noStdin)).toEqual({});
});

test.for(["{", "[]", "1", "null", '"text"'])("arguments like %s are refused", async (input) => {
  await expect(readArguments(input, noStdin)).rejects.toMatchObject({ code: "invalid_input" });
});
