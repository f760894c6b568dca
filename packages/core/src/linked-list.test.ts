import { expect, test } from "vitest";
import { createLinkedList } from "./linked-list.ts";

test("what was added is there until it is taken out, the newest first", () => {
  const list = createLinkedList<string>();
  const [removeA, removeB, removeC] = [list.add("a"), list.add("b"), list.add("c")];
  expect([...list]).toEqual(["c", "b", "a"]);
  removeB();
  expect([...list]).toEqual(["c", "a"]);
  removeC();
  removeA();
  expect([...list]).toEqual([]);
  expect(list.size).toBe(0);
  list.add("d");
  expect([...list]).toEqual(["d"]);
});

test("taking out twice changes nothing, and equal values are entries of their own", () => {
  const list = createLinkedList<string>();
  const remove = list.add("a");
  list.add("a");
  remove();
  remove();
  expect([...list]).toEqual(["a"]);
  expect(list.size).toBe(1);
});

test("entries may be taken out while the list is walked", () => {
  const list = createLinkedList<number>();
  const removers = Array.from({ length: 6 }, (_, index) => list.add(index));
  const seen: number[] = [];
  for (const value of list) {
    seen.push(value);
    removers[value]?.();
    removers[value - 1]?.();
  }
  expect(seen).toEqual([5, 3, 1]);
  expect(list.size).toBe(0);
});
