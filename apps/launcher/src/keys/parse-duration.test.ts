import { expect, test } from "vitest";
import { parseDuration } from "./parse-duration.ts";

test.for([
  ["90s", 90_000],
  ["30m", 1_800_000],
  ["24h", 86_400_000],
  ["90d", 7_776_000_000],
  ["2w", 1_209_600_000],
  ["1y", 31_536_000_000],
  ["0", 0],
  ["0d", 0],
] as const)("%s is %d ms", ([text, ms]) => expect(parseDuration(text)).toBe(ms));

test.for(["", "d", "90", "1.5h", "-1d", "1 d", "1h30m", "1month"])("%j is no duration", (text) =>
  expect(parseDuration(text)).toBeUndefined(),
);
