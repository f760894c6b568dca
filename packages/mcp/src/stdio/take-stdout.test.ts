import { spawn } from "node:child_process";
import { once } from "node:events";
import { PassThrough, Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { takeStdout } from "./take-stdout.ts";

const fixture = fileURLToPath(new URL("../../test/print-beside-protocol.ts", import.meta.url));

/** Pipes in place of the process's own. */
function createPipes() {
  return { stdout: new PassThrough(), stderr: new PassThrough() };
}

/** `once` would throw the error that comes before. */
const closed = (stream: Writable) => new Promise((resolve) => stream.once("close", resolve));

const contentOf = (stream: PassThrough) => String(stream.read() ?? "");

test("nothing that a process prints is on its stdout, and all of it on stderr", async () => {
  const child = spawn(process.execPath, [fixture], { stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const ids = stdout
    .trimEnd()
    .split("\n")
    .map((line) => (JSON.parse(line) as { id: number }).id);
  expect(ids).toEqual([1, 2, 3]);
  expect(stderr).toBe("console.log\nconsole.info\nLoading model... a callback\na pipe\nthe end\n");
});

test("print takes what write takes", async () => {
  const std = createPipes();
  takeStdout(std);
  const { stdout, stderr } = std;
  expect(stdout.write("plain ")).toBe(true);
  expect(stdout.write("6869", "hex")).toBe(true);
  expect(stdout.write(new Uint8Array([0x20]))).toBe(true);
  const order: string[] = [];
  stdout.write("Y2Fs", "base64", () => order.push("after"));
  stdout.write("led", () => order.push("last"));
  order.push("at once");
  await new Promise((resolve) => stdout.end("!", () => resolve(undefined)));
  expect(order).toEqual(["at once", "after", "last"]);
  expect(contentOf(stderr)).toBe("plain hi called!");
  expect(contentOf(stdout)).toBe("");
  expect(() => stdout.write(5)).toThrow(TypeError);
});

test("the protocol goes on after a print that ends stdout", async () => {
  const std = createPipes();
  const protocol = takeStdout(std);
  std.stdout.end("bye");
  await once(std.stdout, "finish");
  protocol.write("answer\n");
  expect(contentOf(std.stdout)).toBe("answer\n");
});

test("the protocol's stream is full while stdout is, and drains with it", async () => {
  const std = createPipes();
  const protocol = takeStdout(std);
  const big = "x".repeat(protocol.writableHighWaterMark);
  while (!std.stdout.writableNeedDrain) protocol.write(big);
  expect(protocol.write("last\n")).toBe(false);
  const drained = once(protocol, "drain");
  const received = text(std.stdout);
  await drained;
  std.stdout.push(null);
  expect((await received).endsWith("xlast\n")).toBe(true);
});

test("who uses the protocol's stream hears that the client is gone, once", async () => {
  const stdout = new Writable({
    autoDestroy: false,
    write: (_chunk, _encoding, done) => done(Object.assign(new Error("write EPIPE"), { code: "EPIPE" })),
  });
  const protocol = takeStdout({ stdout, stderr: new PassThrough() });
  const errors: unknown[] = [];
  protocol.on("error", (error) => errors.push(error));
  protocol.write("{}\n");
  await closed(protocol);
  protocol.write("{}\n");
  await new Promise((resolve) => setImmediate(resolve));
  expect(errors).toMatchObject([{ code: "EPIPE" }]);
});

test("a tool may print though nobody reads stderr, or nobody is there", async () => {
  const std = createPipes();
  takeStdout(std);
  const megabyte = "x".repeat(1024 * 1024);
  for (let count = 0; count < 20; count += 1) expect(std.stdout.write(megabyte)).toBe(true);
  await new Promise((resolve) => std.stdout.write("unread", () => resolve(undefined)));
  expect(std.stderr.writableLength + std.stderr.readableLength).toBeLessThan(10 * 1024 * 1024);
  std.stderr.destroy(new Error("EPIPE"));
  await closed(std.stderr);
  expect(std.stdout.write("gone")).toBe(true);
  expect(std.stdout.listenerCount("error")).toBe(1);
});
