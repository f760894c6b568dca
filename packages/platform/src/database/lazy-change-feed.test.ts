import type { ChangeFeed } from "@mcp-tools/core";
import { createTestChangeFeed } from "@mcp-tools/governance/testing";
import { expect, test, vi } from "vitest";
import { createLazyChangeFeed } from "./lazy-change-feed.ts";

function open() {
  const feed = createTestChangeFeed();
  const close = vi.spyOn(feed, "close");
  const load = vi.fn<() => Promise<ChangeFeed>>(async () => feed);
  const listener = { onChange: vi.fn<() => void>(), onGap: vi.fn<() => void>() };
  return { feed, close, load, listener, lazy: createLazyChangeFeed(load) };
}
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

test("is loaded by its first subscriber, once, and passes on what it hears", async () => {
  const { feed, load, listener, lazy } = open();
  expect(load).not.toHaveBeenCalled();
  lazy.subscribe(listener);
  lazy.subscribe({ ...listener });
  await settle();

  feed.tell({ kind: "people" });
  feed.gap();

  expect(load).toHaveBeenCalledTimes(1);
  expect([listener.onChange.mock.calls.length, listener.onGap.mock.calls.length]).toEqual([2, 2]);
});

test("a subscriber that was released hears nothing, before and after it is loaded", async () => {
  const { feed, listener, lazy } = open();
  lazy.subscribe(listener)();
  const release = lazy.subscribe(listener);
  await settle();
  expect(feed.listeners).toBe(1);

  release();
  await settle();

  expect(feed.listeners).toBe(0);
});

test("closing it closes what was loaded, and loads nothing", async () => {
  const unused = open();
  await unused.lazy.close();
  expect(unused.load).not.toHaveBeenCalled();

  const { feed, close, listener, lazy } = open();
  lazy.subscribe(listener);
  await lazy.close();
  expect(close).toHaveBeenCalledTimes(1);
  expect(feed.listeners).toBe(0);
});

test("a loading that fails is nobody's unhandled error", async () => {
  const { load, listener, lazy } = open();
  load.mockRejectedValueOnce(new Error("no"));

  lazy.subscribe(listener)();
  await settle();
  await lazy.close();

  expect(load).toHaveBeenCalledTimes(1);
});
