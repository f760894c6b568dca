import { keyInputSchema, keyPatchSchema } from "@mcp-tools/governance";
import { expect, test } from "vitest";
import type { Key } from "../../../../src/contract/keys.ts";
import { newKeyValues, problemsOf, toKeyInput, toKeyPatch, valuesOf, type KeyFormValues } from "./key-form-values.ts";

const now = Date.now();
const day = 86_400_000;
const good: KeyFormValues = { ...newKeyValues, name: "ci" };

const key: Key = {
  id: "k1",
  name: "ci",
  state: "active",
  grant: { toolsets: ["build"], tools: ["read_*"], access: ["read"] },
  limits: { callsPerMinute: 5, inFlight: 2 },
  output: { tokens: 4000 },
  personId: "user:1",
  createdAt: now,
  createdBy: "user:1",
  expiresAt: new Date(2099, 0, 1).getTime(),
  secrets: [],
};

test.for<[Partial<KeyFormValues>, object]>([
  [{}, {}],
  [{ name: "" }, { name: "name" }],
  [{ name: "<script>alert(1)</script>" }, { name: "name" }],
  [{ name: "é" }, { name: "name" }],
  [{ name: "mcpt_abc" }, { name: "nameLikeKey" }],
  [{ name: "0199b7a2-51d4-7c1e-8a55-2f60c9a1b001" }, { name: "nameLikeId" }],
  [{ tools: ["read_*", "a b"] }, { tools: "tools" }],
  [{ access: [] }, { access: "access" }],
  [{ expiry: "date", expiresOn: "" }, { expiresOn: "date" }],
  [{ expiry: "date", expiresOn: "2001-01-01" }, { expiresOn: "past" }],
  [{ expiry: "date", expiresOn: "2099-01-01" }, {}],
  [{ expiry: "30d", expiresOn: "odd" }, {}],
  [
    { callsPerDay: 0, tokens: 1.5, bytes: "x" },
    { callsPerDay: "count", tokens: "count", bytes: "count" },
  ],
])("of %j it says %j", ([change, problems]) => {
  expect(problemsOf({ ...good, ...change }, now)).toEqual(problems);
});

test("what the form lets through, the server takes", () => {
  const full = { ...valuesOf(key), expiry: "1y" } as const;
  for (const values of [good, { ...good, expiry: "never" } as const, full]) {
    expect(problemsOf(values, now)).toEqual({});
    expect(keyInputSchema.safeParse(toKeyInput(values, now)).success).toBe(true);
  }
  expect(keyPatchSchema.safeParse(toKeyPatch(full, good, now)).success).toBe(true);
});

test("a new key says only what narrows it", () => {
  expect(toKeyInput({ ...good, expiry: "never" }, now)).toEqual({ name: "ci" });
  expect(toKeyInput({ ...good, access: ["write", "read"], callsPerDay: 100 }, now)).toEqual({
    name: "ci",
    grant: { access: ["read", "write"] },
    limits: { callsPerDay: 100 },
    expiresAt: now + 90 * day,
  });
});

test("a key is shown as it is, and what was not touched is not sent", () => {
  const before = valuesOf(key);
  expect(before).toMatchObject({ expiry: "date", expiresOn: "2098-12-31", tokens: 4000, callsPerDay: "" });
  expect(toKeyPatch(before, { ...before }, now)).toEqual({});
  expect(toKeyPatch(before, { ...before, inFlight: "" }, now)).toEqual({ limits: { callsPerMinute: 5 } });
  expect(toKeyPatch(before, { ...newKeyValues, name: "ci", expiry: "never" }, now)).toEqual({
    grant: null,
    limits: null,
    output: null,
    personId: null,
    expiresAt: null,
  });
  expect(toKeyPatch(before, { ...before, expiresOn: "2098-12-30" }, now)).toEqual({
    expiresAt: new Date(2098, 11, 31).getTime(),
  });
});
