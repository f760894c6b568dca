import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createFloodGuard } from "./flood-guard.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"], now: 0 }));
afterEach(() => void vi.useRealTimers());

const from = (network: string) => ({ network, isLoopback: false });

test("each network has its requests a second, and says once that it had too many", () => {
  const guard = createFloodGuard(3);
  const answers = Array.from({ length: 6 }, () => guard(from("192.0.2.1")));
  expect(answers).toEqual(["pass", "pass", "pass", "first", "refused", "refused"]);
  expect(guard(from("192.0.2.2"))).toBe("pass");
  vi.advanceTimersByTime(1000);
  expect(guard(from("192.0.2.1"))).toBe("pass");
});

test("loopback is not counted, and 0 is no limit", () => {
  const guard = createFloodGuard(1);
  for (let turn = 0; turn < 10; turn += 1) expect(guard({ network: "127.0.0.1", isLoopback: true })).toBe("pass");
  const open = createFloodGuard(0);
  for (let turn = 0; turn < 10; turn += 1) expect(open(from("192.0.2.1"))).toBe("pass");
});

test("more networks than can be counted apart share a count, and those that are known keep theirs", () => {
  const guard = createFloodGuard(2);
  for (let index = 0; index < 50_000; index += 1) guard(from(`n${index}`));
  expect([guard(from("a")), guard(from("b")), guard(from("c"))]).toEqual(["pass", "pass", "first"]);
  expect(guard(from("n7"))).toBe("pass");
});
