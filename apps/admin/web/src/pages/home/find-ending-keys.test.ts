import { expect, test } from "vitest";
import { findEndingKeys } from "./find-ending-keys.ts";

const day = 86_400_000;
const now = 100 * day;
const key = (
  id: string,
  change: { expiresAt?: number; lastUsedAt?: number; state?: "active" | "expired" | "revoked" },
) => ({
  id,
  name: id,
  state: "active" as const,
  ...change,
});

test("keys that end within a week are told, the first to end first", () => {
  const keys = [
    key("later", { expiresAt: now + 6 * day }),
    key("soon", { expiresAt: now + day }),
    key("far", { expiresAt: now + 8 * day }),
    key("never", {}),
    key("revoked", { expiresAt: now + day, state: "revoked" }),
  ];
  expect(findEndingKeys(keys, now).map(({ id }) => id)).toEqual(["soon", "later"]);
});

test("one that ended is told while it is missed: it was in use, and lately", () => {
  const keys = [
    key("near", { expiresAt: now + day }),
    key("missed", { expiresAt: now - day, lastUsedAt: now - 2 * day, state: "expired" }),
    key("unused", { expiresAt: now - day, lastUsedAt: now - 20 * day, state: "expired" }),
    key("long ago", { expiresAt: now - 30 * day, lastUsedAt: now - 31 * day, state: "expired" }),
  ];
  expect(findEndingKeys(keys, now).map(({ id, isOver }) => [id, isOver])).toEqual([
    ["missed", true],
    ["near", false],
  ]);
});

test("no more than a few", () => {
  const keys = [1, 2, 3, 4, 5].map((n) => key(String(n), { expiresAt: now + n }));
  expect(findEndingKeys(keys, now)).toHaveLength(3);
});
