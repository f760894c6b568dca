import { expect, test } from "vitest";
import { addEncoded, emptyRowSet, encodeRowSet, keepCommon, lastRows, partRows } from "./row-set.ts";

const every = (step: number) => Array.from({ length: Math.ceil(partRows / step) }, (_, index) => index * step);
const decode = (text: string) => {
  const set = emptyRowSet();
  addEncoded(set, text);
  return lastRows(set, partRows, partRows).reverse();
};

const all = every(1);

test.for([
  { name: "none", rows: [], first: 0 },
  { name: "none of a part that has few", rows: [], first: 7990 },
  { name: "the first and the last", rows: [0, partRows - 1], first: 0 },
  { name: "some", rows: [3, 89, 90, 91, 5000], first: 0 },
  { name: "every twelfth", rows: every(12), first: 0 },
  { name: "every eleventh, as a bitmap", rows: every(11), first: 0 },
  { name: "all but every eleventh, as a bitmap", rows: all.filter((row) => row % 11 > 0), first: 0 },
  { name: "all but every fifteenth", rows: all.filter((row) => row % 15 > 0), first: 0 },
  { name: "all", rows: all, first: 0 },
  { name: "all of a part that has few", rows: all.slice(7003), first: 7003 },
  {
    name: "all but two of a part that has few",
    rows: all.slice(7003).filter((row) => row !== 7003 && row !== 7999),
    first: 7003,
  },
  { name: "the only one", rows: [7999], first: 7999 },
])("$name come back", ({ rows, first }) => {
  const text = encodeRowSet(rows, first);

  expect(decode(text)).toEqual(rows);
  expect(text).toMatch(/^[!#-~]+$/);
  expect(text.length).toBeLessThan(1400);
});

test("what most rows have is short", () => {
  expect(encodeRowSet(all, 0)).toHaveLength(3);
  expect(encodeRowSet(all.slice(7003), 7003)).toHaveLength(3);
});

test("sets are added to what is there", () => {
  const set = emptyRowSet();
  addEncoded(set, encodeRowSet([5, 7000], 0));
  addEncoded(
    set,
    encodeRowSet(
      all.slice(6998).filter((row) => row !== 7000),
      6998,
    ),
  );

  expect(lastRows(set, partRows, partRows).toReversed()).toEqual([5, ...all.slice(6998)]);
});

test("what two sets have in common, the greatest first, below an end", () => {
  const set = emptyRowSet();
  addEncoded(set, encodeRowSet(every(2), 0));
  addEncoded(set, encodeRowSet([15], 0));
  const other = emptyRowSet();
  addEncoded(other, encodeRowSet(every(5), 0));

  expect(keepCommon(set, other)).toBe(true);
  expect(lastRows(set, 41, 100)).toEqual([40, 30, 20, 15, 10, 0]);
  expect(lastRows(set, 40, 2)).toEqual([30, 20]);
  expect(keepCommon(set, emptyRowSet())).toBe(false);
  expect(lastRows(set, partRows, partRows)).toEqual([]);
});
