import { expect, test } from "vitest";
import { firstSentence, isOpen, isOwnCall } from "./who-decides.ts";

test("a person's own call is theirs through whichever key it came", () => {
  const me = { id: "user:p1" };
  expect(isOwnCall(me, { principalId: "user:p1" })).toBe(true);
  expect(isOwnCall(me, { principalId: "key:1", personId: "user:p1" })).toBe(true);
  expect(isOwnCall(me, { principalId: "key:1", personId: "user:p2" })).toBe(false);
  expect(isOwnCall(me, { principalId: "key:1" })).toBe(false);
});

test("what is out of time is not open, whatever it was when it was read", () => {
  expect([9, 10].map((now) => isOpen({ state: "waiting", expiresAt: 10 }, now))).toEqual([true, false]);
  expect(isOpen({ state: "approved", expiresAt: 10 }, 1)).toBe(false);
});

test.for([
  ["Writes a file, e.g. a note. Over what was there.", "Writes a file, e.g. a note."],
  ["Reads v1.2 files", "Reads v1.2 files"],
  ["删除文件。不能恢复。", "删除文件。"],
  ["One\n\nTwo", "One"],
  ["", ""],
] as const)("the first sentence of %j is %j", ([text, sentence]) => {
  expect(firstSentence(text)).toBe(sentence);
});
