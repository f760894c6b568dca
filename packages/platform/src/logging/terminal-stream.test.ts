import { stripVTControlCharacters } from "node:util";
import { expect, test, vi } from "vitest";
import { createLogger } from "./create-logger.ts";
import { createTerminalStream } from "./terminal-stream.ts";

test("lines become readable, in order, and nothing waits on once the printer is there", async () => {
  const listenersBefore = process.listenerCount("exit");
  const written: string[] = [];
  const stream = createTerminalStream({
    write: (line) => void written.push(stripVTControlCharacters(line)),
    flushSync() {},
  });
  const logger = createLogger({ level: "info", service: "mcp-sse", destination: stream });
  logger.info({ url: "http://127.0.0.1:9090" }, "listening");
  logger.error({ err: new Error("broken") }, "failed");
  expect(process.listenerCount("exit")).toBe(listenersBefore + 1);
  await vi.waitFor(() => expect(written).toHaveLength(2));
  logger.info({}, "later");
  expect(written).toHaveLength(3);
  expect(written[0]).toMatch(
    /^\[\d\d:\d\d:\d\d\.\d{3}\] INFO: listening .*"service":"mcp-sse".*http:\/\/127\.0\.0\.1:9090.*\n$/,
  );
  expect(written[1]).toContain("ERROR: failed");
  expect(written[1]).toContain("broken");
  expect(written[2]).toContain("INFO: later");
  expect(process.listenerCount("exit")).toBe(listenersBefore);
});

test("lines of a process that ends before the printer is there leave as they are, and once", async () => {
  const done: string[] = [];
  const known = new Set(process.listeners("exit"));
  const stream = createTerminalStream({
    write: (line) => void done.push(line),
    flushSync: () => void done.push("flushed"),
  });
  stream.write("one\n");
  stream.write("two\n");
  const onExit = process.listeners("exit").find((listener) => !known.has(listener));
  onExit?.call(process, 0);
  expect(done).toEqual(["one\n", "two\n", "flushed"]);
  await vi.waitFor(() => expect(process.listeners("exit").filter((listener) => !known.has(listener))).toEqual([]));
  expect(done).toHaveLength(3);
});
