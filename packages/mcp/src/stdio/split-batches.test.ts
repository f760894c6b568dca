import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { splitBatches, type RefusedLine } from "./split-batches.ts";

const LINE_BYTES_MAX = 10 * 1024 * 1024;
const ping = (id: unknown, more = "") => `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"method":"ping"${more}}`;

/** What comes out when this goes in, in these pieces, and what is refused. */
async function split(...chunks: (string | Buffer)[]): Promise<{ out: string; refused: RefusedLine[] }> {
  const refused: RefusedLine[] = [];
  const input = new PassThrough();
  const output = text(splitBatches(input, { refuse: (line) => void refused.push(line) }));
  for (const chunk of chunks) input.write(chunk);
  input.end();
  return { out: await output, refused };
}

test.for([
  ["a message", `${ping(1)}\n`, `${ping(1)}\n`],
  ["a batch", `[${ping(1)},${ping(2)}]\n`, `${ping(1)}\n${ping(2)}\n`],
  ["a batch behind blanks", ` \t[${ping(1)}]\r\n`, `${ping(1)}\n`],
  ["several lines", `${ping(1)}\n[${ping(2)}]\n${ping(3)}\n`, `${ping(1)}\n${ping(2)}\n${ping(3)}\n`],
  ["a last line without an end", `${ping(1)}\n${ping(2)}`, `${ping(1)}\n${ping(2)}`],
  ["empty lines", `\n\r\n \t\n${ping(1)}\n\n`, `${ping(1)}\n`],
] as const)("%s", async ([, input, output]) => {
  expect(await split(input)).toEqual({ out: output, refused: [] });
});

test.for([
  ["what is no JSON", "hello", -32700, null],
  ["half a message", '{"jsonrpc":"2.0","id":1,', -32700, null],
  ["an empty batch", "[]", -32600, null],
  ["parameters by position", ping(6, ',"params":[]'), -32600, 6],
  ["another member", ping("a", ',"extra":1'), -32600, "a"],
  ["a fractional id", ping(1.5), -32600, 1.5],
  ["an id of null", ping(null), -32600, null],
  ["an id that is an object", ping({}), -32600, null],
  ["another version", '{"jsonrpc":"1.0","id":7,"method":"ping"}', -32600, 7],
  ["a method that is no text", '{"jsonrpc":"2.0","method":1,"params":"bar"}', -32600, null],
  ["neither request nor response", '{"jsonrpc":"2.0","id":5}', -32600, null],
  ["an object that says nothing", "{}", -32600, null],
  ["null", "null", -32600, null],
  ["a number", "5", -32600, null],
  ["a text", '"ping"', -32600, null],
  ["a batch in a batch", "[[]]", -32600, null],
] as const)("%s is refused, and the next line goes on", async ([, line, code, id]) => {
  const { out, refused } = await split(`${line}\n${ping(9)}\n`);
  expect(refused).toEqual([{ code, id, message: expect.stringMatching(/^(Parse error|Invalid request): .*\.$/) }]);
  expect(out).toBe(`${ping(9)}\n`);
});

test("a batch holds at most 100 messages, as over HTTP", async () => {
  const batchOf = (count: number) => `[${Array.from({ length: count }, (_, index) => ping(index)).join(",")}]\n`;
  const { out, refused } = await split(batchOf(100), batchOf(101), `${ping("next")}\n`);
  expect(out.trim().split("\n")).toHaveLength(101);
  expect(refused).toEqual([{ code: -32600, message: expect.stringContaining("at most 100"), id: null }]);
});

test("of a batch only what is no message is refused: by its id, and once for all that have none", async () => {
  const good = [ping(1), '{"jsonrpc":"2.0","method":"notifications/initialized"}', ping(2)];
  const { out, refused } = await split(`[${good[0]},5,${ping(10, ',"extra":1')},${good[1]},null,[],${good[2]}]\n`);
  expect(out).toBe(good.map((line) => `${line}\n`).join(""));
  expect(refused.map(({ code, id }) => [code, id])).toEqual([
    [-32600, null],
    [-32600, 10],
  ]);
});

test.for([
  '{"jsonrpc":"2.0","method":"notifications/initialized","params":[]}',
  '{"jsonrpc":"2.0","method":"notifications/initialized","extra":1}',
  '{"jsonrpc":"2.0","id":1,"result":5}',
  '{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"no"}}',
])("%s is not answered", async (line) => {
  expect((await split(`${line}\n`, `[${line}]\n`)).refused).toEqual([]);
});

test("however it is cut into pieces", async () => {
  const bytes = Buffer.from(`${ping("é✓")}\nnonsense\n[${ping("🙂")},${ping(3)}]\n`);
  const { out, refused } = await split(...Array.from(bytes, (byte) => Buffer.from([byte])));
  expect(out).toBe(`${ping("é✓")}\n${ping("🙂")}\n${ping(3)}\n`);
  expect(refused).toMatchObject([{ code: -32700 }]);
});

test("a long line in many pieces is not read again from its start for each", async () => {
  const piece = "x".repeat(1_000);
  const started = performance.now();
  const { out } = await split('{"jsonrpc":"2.0","method":"', ...Array.from({ length: 9_000 }, () => piece), '"}\n');
  expect(out).toHaveLength(9_000_030);
  expect(performance.now() - started).toBeLessThan(2_000);
});

test("the longest line goes on; of a longer one nothing does, and the next is a line again", async () => {
  const long = (bytes: number) => ping(1, `,"params":{"x":"${"y".repeat(bytes - ping(1).length - 18)}"}`);
  const longest = `${long(LINE_BYTES_MAX - 1)}\n`;
  expect(longest).toHaveLength(LINE_BYTES_MAX);
  expect(await split(longest)).toEqual({ out: longest, refused: [] });
  const { out, refused } = await split(
    `${long(LINE_BYTES_MAX)}\n${ping(2)}\n`,
    long(3 * LINE_BYTES_MAX),
    "\n",
    ping(3),
  );
  expect(out).toBe(`${ping(2)}\n${ping(3)}`);
  const tooLong = { code: -32600, id: null, message: expect.stringContaining(String(LINE_BYTES_MAX)) };
  expect(refused).toEqual([tooLong, tooLong]);
});

test("a line that never ends is refused when it becomes too long, and not held", async () => {
  const refused: RefusedLine[] = [];
  const input = new PassThrough({ highWaterMark: 1 });
  const output = splitBatches(input, { refuse: (line) => void refused.push(line) });
  const piece = Buffer.alloc(1024 * 1024, "x");
  const before = process.memoryUsage().arrayBuffers;
  for (let count = 0; count < 100; count += 1) {
    // A copy each: what is held would show.
    if (!input.write(Buffer.from(piece))) await new Promise((resolve) => input.once("drain", resolve));
  }
  expect(refused).toHaveLength(1);
  expect(output.readableLength).toBe(0);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(80 * 1024 * 1024);
  input.end();
});

test("input that breaks off ends the output", async () => {
  const input = new PassThrough();
  const output = splitBatches(input).resume();
  const over = new Promise((resolve) => output.once("close", resolve).on("error", () => {}));
  input.destroy(new Error("EIO"));
  await over;
});
