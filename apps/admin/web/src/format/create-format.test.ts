import { expect, test } from "vitest";
import { createFormat } from "./create-format.ts";

const english = createFormat("en-US", "just now");
const chinese = createFormat("zh-CN", "刚刚");

test.for([
  { ms: 0, text: "0 ms" },
  { ms: 0.4, text: "0.4 ms" },
  { ms: 38.4, text: "38 ms" },
  { ms: 1240, text: "1.2 sec" },
  { ms: 90_000, text: "1.5 min" },
])("a duration of $ms carries its unit", ({ ms, text }) => {
  expect(english.duration(ms)).toBe(text);
});

test.for([
  { ms: 4000, text: "4 sec" },
  { ms: 3_600_000 + 120_000 + 5000, text: "1 hr 2 min" },
  { ms: 3 * 86_400_000, text: "3 days" },
  { ms: -5, text: "0 sec" },
])("a span of $ms shows its two largest units", ({ ms, text }) => {
  expect(english.span(ms)).toBe(text);
});

test.for([
  { bytes: 0, text: "0 bytes" },
  { bytes: 1, text: "1 byte" },
  { bytes: 999, text: "999 bytes" },
  { bytes: 1500, text: "1.5 kB" },
  { bytes: 8.25e9, text: "8.3 GB" },
  { bytes: 9e16, text: "90,000 TB" },
])("$bytes bytes are scaled", ({ bytes, text }) => {
  expect(english.bytes(bytes)).toBe(text);
});

test("what happened just now is not counted in seconds, what is older is", () => {
  const now = 1_000_000_000;
  expect(english.relative(now - 1000, now)).toBe("just now");
  expect(english.relative(now - 180_000, now)).toBe("3 min. ago");
  expect(chinese.relative(now - 180_000, now)).toBe("3分钟前");
  expect(english.relative(now + 60_000, now)).toBe("in 1 min.");
});

test("numbers are grouped", () => {
  expect(english.number(1234567)).toBe("1,234,567");
});
