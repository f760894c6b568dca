import { expect, test } from "vitest";
import { System } from "../contract/overview.ts";
import { createSystemReader } from "./create-system-reader.ts";

test("the machine is read with figures that can be true", async () => {
  const system = await createSystemReader({ dataDir: "." })();
  expect(System.parse(system)).toEqual(system);
  expect(system.cpu).toBeGreaterThanOrEqual(0);
  expect(system.cpu).toBeLessThanOrEqual(1);
  expect(system.memory.usedBytes).toBeLessThanOrEqual(system.memory.totalBytes);
  expect(system.disk?.usedBytes).toBeLessThanOrEqual(system.disk?.totalBytes ?? 0);
});

test("a folder that is not there leaves the disk out", async () => {
  expect((await createSystemReader({ dataDir: "/nowhere/at/all" })()).disk).toBeUndefined();
});
