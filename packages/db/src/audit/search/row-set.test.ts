import { expect, test } from "vitest";
import { addEncoded, emptyRowSet, encodeRowSet, keepCommon, lastRows, partRows } from "./row-set.ts";

const every = (step: number) => Array.from({ length: Math.ceil(partRows / step) }, (_, index) => index * step);
const decode = (text: string) => {
  const set = emptyRowSet();
  addEncoded(set, text);
  return lastRows(set, partRows, partRows).reverse();
};

test.for([
  { name: "none", rows: [] },
  { name: "the first and the last", rows: [0, partRows - 1] },
  { name: "some", rows: [3, 89, 90, 91, 5000] },
  { name: "every twelfth", rows: every(12) },
  { name: "every eleventh, as a bitmap", rows: every(11) },
  { name: "all", rows: every(1) },
])("$name come back", ({ rows }) => {
  const text = encodeRowSet(rows);

  expect(decode(text)).toEqual(rows);
  expect(text).toMatch(/^[!#-~]+$/);
  expect(text.length).toBeLessThan(1400);
});

test("what two sets have in common, the greatest first, below an end", () => {
  const set = emptyRowSet();
  addEncoded(set, encodeRowSet(every(2)));
  addEncoded(set, encodeRowSet([15]));
  const other = emptyRowSet();
  addEncoded(other, encodeRowSet(every(5)));

  keepCommon(set, other);

  expect(lastRows(set, 41, 100)).toEqual([40, 30, 20, 15, 10, 0]);
  expect(lastRows(set, 40, 2)).toEqual([30, 20]);
});
