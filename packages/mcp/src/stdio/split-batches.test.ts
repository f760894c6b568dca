import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { splitBatches } from "./split-batches.ts";

/** What comes out when this goes in, in these pieces. */
function split(...chunks: (string | Buffer)[]): Promise<string> {
  const input = new PassThrough();
  const output = text(splitBatches(input));
  for (const chunk of chunks) input.write(chunk);
  input.end();
  return output;
}

test.for([
  ["a message", '{"a":1}\n', '{"a":1}\n'],
  ["a batch", '[{"a":1},{"b":2}]\n', '{"a":1}\n{"b":2}\n'],
  ["a batch behind blanks", ' \t[{"a":1}]\r\n', '{"a":1}\n'],
  ["an empty batch", "[]\n", "[]\n"],
  ["half a batch", "[1,\n2]\n", "[1,\n2]\n"],
  ["several lines", '{"a":1}\n[{"b":2}]\n{"c":3}\n', '{"a":1}\n{"b":2}\n{"c":3}\n'],
  ["a last line without an end", '{"a":1}\n{"b":2}', '{"a":1}\n{"b":2}'],
] as const)("%s", async ([, input, output]) => {
  expect(await split(input)).toBe(output);
});

test("however it is cut into pieces", async () => {
  const bytes = Buffer.from('{"a":"é✓"}\n[{"b":"🙂"},{"c":3}]\n');
  expect(await split(...Array.from(bytes, (byte) => Buffer.from([byte])))).toBe('{"a":"é✓"}\n{"b":"🙂"}\n{"c":3}\n');
});

test("a long line in many pieces is not read again from its start for each", async () => {
  const piece = "x".repeat(1_000);
  const started = performance.now();
  const out = await split(...Array.from({ length: 9_000 }, () => piece), "\n");
  expect(out).toHaveLength(9_000_001);
  expect(performance.now() - started).toBeLessThan(2_000);
});

test("a line that never ends is passed on, not held", async () => {
  expect(await split("x".repeat(11_000_000))).toHaveLength(11_000_000);
});

test("input that breaks off ends the output", async () => {
  const input = new PassThrough();
  const output = splitBatches(input).resume();
  const over = new Promise((resolve) => output.once("close", resolve).on("error", () => {}));
  input.destroy(new Error("EIO"));
  await over;
});
