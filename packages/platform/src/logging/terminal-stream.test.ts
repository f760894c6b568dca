import { stripVTControlCharacters } from "node:util";
import { expect, test, vi } from "vitest";
import { createLogger } from "./create-logger.ts";
import { createTerminalStream } from "./terminal-stream.ts";

test("lines become readable, in order, and nothing waits on once the printer is there", async () => {
  const listenersBefore = process.listenerCount("exit");
  const written: string[] = [];
  const stream = createTerminalStream({ write: (line) => void written.push(stripVTControlCharacters(line)) });
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
