import { expect, test } from "vitest";
import { orderOf, ratioOf, spreadOf } from "./statistics.ts";

test.for([
  { values: [3, 1, 2], spread: { median: 2, min: 1, max: 3 } },
  { values: [4, 1, 3, 2], spread: { median: 2.5, min: 1, max: 4 } },
  { values: [], spread: undefined },
])("finds median, least and greatest of $values", ({ values, spread }) => {
  expect(spreadOf(values)).toEqual(spread);
});

test("divides within a round, never across rounds", () => {
  const samples = [
    { target: "us", round: 0, value: 10 },
    { target: "them", round: 0, value: 5 },
    { target: "us", round: 1, value: 90 },
    { target: "them", round: 1, value: 30 },
    { target: "us", round: 2, value: 1 },
  ];
  expect(ratioOf(samples, { ours: "us", peer: "them", pick: ({ value }) => value })).toEqual({
    median: 2.5,
    min: 2,
    max: 3,
  });
});

test("has no ratio to a peer that was not measured", () => {
  expect(ratioOf([{ target: "us", round: 0 }], { ours: "us", peer: "them", pick: () => 1 })).toBeUndefined();
});

test("visits everyone in every round, and starts with another one", () => {
  const items = ["a", "b", "c"];
  const orders = [0, 1, 2, 3].map((round) => orderOf(items, round));
  for (const order of orders) expect(order.toSorted()).toEqual(items);
  expect(new Set(orders.map((order) => order.join(""))).size).toBeGreaterThan(2);
});
