import { setImmediate } from "node:timers/promises";
import type { Platform, Service } from "@mcp-tools/platform";
import { expect, test } from "vitest";
import { afterLastStart } from "./after-last-start.ts";

const platform = {} as Platform;

function service(name: string, url?: string): Service {
  return {
    name,
    endsProcess: name === "c",
    start: () => Promise.resolve({ ended: new Promise(() => {}), url, stop: () => Promise.resolve() }),
  };
}

test("tells all addresses once, when the last service has started", async () => {
  const told: [string, string | undefined][][] = [];
  const [a, b, c] = afterLastStart([service("a", "http://a"), service("b", "http://b"), service("c")], (started) =>
    told.push([...started].map(([name, { url }]) => [name, url])),
  );
  await a?.start(platform);
  await b?.start(platform);
  await setImmediate();
  expect(told).toEqual([]);
  await c?.start(platform);
  await setImmediate();

  expect(told).toEqual([
    [
      ["a", "http://a"],
      ["b", "http://b"],
      ["c", undefined],
    ],
  ]);
});

test("changes nothing else about a service", () => {
  const [c] = afterLastStart([service("c")], () => {});

  expect(c).toMatchObject({ name: "c", endsProcess: true });
});

test("tells nothing when the last service does not start", async () => {
  const broken: Service = { name: "broken", start: () => Promise.reject(new Error("no")) };
  let told = 0;
  const [wrapped] = afterLastStart([broken], () => (told += 1));

  await expect(wrapped?.start(platform)).rejects.toThrow("no");
  await setImmediate();
  expect(told).toBe(0);
});
