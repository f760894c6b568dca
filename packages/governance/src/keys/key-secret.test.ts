import { maskSecrets } from "@mcp-tools/core";
import { expect, test } from "vitest";
import { createKeySecret, hashKeySecret, isKeySecret, visiblePrefix } from "./key-secret.ts";

test("a key is of the documented form, and what is kept of it does not let anyone in", () => {
  const { secret, prefix, hash } = createKeySecret();

  expect(secret).toMatch(/^mcpt_[0-9A-Za-z]{50}$/);
  expect(prefix).toBe(secret.slice(0, 13));
  expect(hash).toMatch(/^[\da-f]{64}$/);
  expect(hash).toBe(hashKeySecret(secret));
  expect(isKeySecret(secret)).toBe(true);
  expect(isKeySecret(prefix)).toBe(false);
});

test("two thousand keys are all different, and use every character about as often", () => {
  const secrets = Array.from({ length: 2_000 }, () => createKeySecret().secret);
  expect(new Set(secrets).size).toBe(2_000);
  const counts = new Map<string, number>();
  for (const character of secrets.flatMap((secret) => secret.slice(5, 49).split("")))
    counts.set(character, (counts.get(character) ?? 0) + 1);
  expect(counts.size).toBe(62);
  for (const count of counts.values()) expect(Math.abs(count / (88_000 / 62) - 1)).toBeLessThan(0.2);
});

test("a typing error anywhere is told by the checksum", () => {
  const { secret } = createKeySecret();
  for (let index = 5; index < secret.length; index += 1) {
    const other = secret[index] === "x" ? "y" : "x";
    expect(isKeySecret(`${secret.slice(0, index)}${other}${secret.slice(index + 1)}`), `at ${index}`).toBe(false);
  }
});

test.for(["", "mcpt_", "mcpt_short", `mcpt_${"a".repeat(50)}`, `mcpt_${"a".repeat(49)}\n`, "x".repeat(55)])(
  "%j is no key",
  (text) => expect(isKeySecret(text)).toBe(false),
);

test("what may be shown is known from what looks like a key, and from nothing else", () => {
  expect(visiblePrefix("mcpt_k7Q2xW9pREST")).toBe("mcpt_k7Q2xW9p");
  expect(visiblePrefix("mcpt_k7Q2")).toBeUndefined();
  expect(visiblePrefix("Bearer mcpt_k7Q2xW9p")).toBeUndefined();
});

test("the mask for logs covers a whole key", () => {
  const { secret } = createKeySecret();
  expect(JSON.stringify(maskSecrets({ text: `use ${secret} now` }))).not.toContain(secret.slice(5, 12));
});
