import { type Logger, silentLogger } from "@mcp-tools/core";
import { expect, test, vi } from "vitest";
import { busContract } from "../test/contract-bus.ts";
import { createMemoryBus } from "./memory-bus.ts";

busContract(() => {
  const bus = createMemoryBus();
  return Promise.resolve({ here: bus, there: bus });
});

test("a listener that throws is reported and the others are called all the same", async () => {
  const error = vi.fn<Logger["error"]>();
  const bus = createMemoryBus({ logger: { ...silentLogger, error } });
  const fault = new Error("listener is broken");
  const other = vi.fn<() => void>();
  bus.subscribe(() => {
    throw fault;
  });
  bus.subscribe(other);
  bus.publish({ kind: "tools_changed" });
  await vi.waitFor(() => expect(other).toHaveBeenCalledOnce());
  expect(error).toHaveBeenCalledExactlyOnceWith({ err: fault }, expect.any(String));
});
