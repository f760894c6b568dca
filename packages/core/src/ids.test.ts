import { expect, test } from "vitest";
import { createId } from "./ids.ts";

const UUID_V7 = /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

test("ids are UUIDs of version 7, and no two are alike", () => {
  const ids = Array.from({ length: 5_000 }, () => createId());
  for (const id of ids) expect(id).toMatch(UUID_V7);
  expect(new Set(ids).size).toBe(ids.length);
});

test("an id begins with its millisecond, and sorts by it", () => {
  expect(createId(0)).toMatch(/^00000000-0000-7/);
  expect(createId(1_700_000_000_000)).toMatch(/^018bcfe5-6800-7/);
  const times = [5, 3, 1_700_000_000_000, 4, 5];
  const sorted = times
    .map((time) => createId(time))
    .toSorted()
    .map((id) => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
  expect(sorted).toEqual([3, 4, 5, 5, 1_700_000_000_000]);
});

test("each digit of chance takes all its values, apart from the others", () => {
  const seen = Array.from({ length: 36 }, () => new Set<string>());
  for (let made = 0; made < 4_000; made++)
    for (const [place, digit] of Array.from(createId(1)).entries()) seen[place]?.add(digit);
  const places = [15, 16, 17, 20, 21, 22, ...Array.from({ length: 12 }, (_, index) => 24 + index)];
  expect(places.map((place) => seen[place]?.size)).toEqual(places.map(() => 16));
  expect(seen[19]).toEqual(new Set(["8", "9", "a", "b"]));
});
