import { type Logger, silentLogger } from "@mcp-tools/core";
import { expect, test, vi } from "vitest";
import { closeAll } from "./close-all.ts";

test("closes in order; what fails, throws or hangs is named and stops nothing", async () => {
  const warn = vi.fn<Logger["warn"]>();
  const closed: string[] = [];
  const part = (name: string, close: () => Promise<void>) => ({
    part: name,
    deadlineMs: 30,
    close: () => {
      closed.push(name);
      return close();
    },
  });
  await closeAll(
    [
      part("fine", () => Promise.resolve()),
      part("failing", () => Promise.reject(new Error("no"))),
      part("throwing", () => {
        throw new Error("no");
      }),
      part("hanging", () => new Promise(() => {})),
      part("last", () => Promise.resolve()),
    ],
    { ...silentLogger, warn },
  );
  expect(closed).toEqual(["fine", "failing", "throwing", "hanging", "last"]);
  expect(warn.mock.calls.map(([fields]) => (fields as { part: string }).part)).toEqual([
    "failing",
    "throwing",
    "hanging",
  ]);
});
