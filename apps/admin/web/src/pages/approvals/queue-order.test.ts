import { expect, test } from "vitest";
import { neighbourOf, nextOf } from "./queue-order.ts";

const queue = ["a1", "b2", "c3"];

test("the queue is walked in order and ends at its ends", () => {
  expect([undefined, "a1", "b2", "c3"].map((open) => neighbourOf(queue, open, 1))).toEqual([
    "a1",
    "b2",
    "c3",
    undefined,
  ]);
  expect([undefined, "a1", "b2", "c3"].map((open) => neighbourOf(queue, open, -1))).toEqual([
    "c3",
    undefined,
    "a1",
    "b2",
  ]);
});

test("one that was decided meanwhile keeps its place", () => {
  const left = ["a1", "c3"];
  expect([neighbourOf(left, "b2", 1), neighbourOf(left, "b2", -1)]).toEqual(["c3", "a1"]);
});

test("the next to decide goes round to the oldest, and is never the open one", () => {
  expect([nextOf(queue, "b2"), nextOf(queue, "c3"), nextOf(["c3"], "c3"), nextOf([], "c3")]).toEqual([
    "c3",
    "a1",
    undefined,
    undefined,
  ]);
});
