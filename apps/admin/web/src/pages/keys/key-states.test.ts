import { expect, test } from "vitest";
import type { Key } from "../../../../src/contract/keys.ts";
import { filterKeys, statesOf } from "./key-states.ts";
import { readKeysSearch } from "./keys-search.ts";

const now = 1_790_000_000_000;
const day = 86_400_000;

function key(change: Partial<Key> = {}): Key {
  return {
    id: "0199b7a2-51d4-7c1e-8a55-2f60c9a1b001",
    name: "ci",
    state: "active",
    grant: {},
    createdAt: now - day,
    createdBy: "user:1",
    lastUsedAt: now - 1000,
    secrets: [{ prefix: "mcpt_k7Q2xW9p", createdAt: now - day }],
    ...change,
  };
}

const older = { prefix: "mcpt_older", createdAt: now - 2 * day };
const rotating = {
  secrets: [
    { prefix: "mcpt_newer", createdAt: now },
    { ...older, expiresAt: now + day },
  ],
};

test.for<[string, Partial<Key>, string[]]>([
  ["in use", {}, ["active"]],
  ["never used", { lastUsedAt: undefined }, ["unused"]],
  ["with two secrets", rotating, ["rotating"]],
  [
    "whose older secret has just ended",
    {
      secrets: [
        { prefix: "mcpt_newer", createdAt: now },
        { ...older, expiresAt: now },
      ],
    },
    ["active"],
  ],
  ["that ends in two weeks", { expiresAt: now + 14 * day }, ["expiring"]],
  ["that ends later", { expiresAt: now + 15 * day }, ["active"]],
  ["that ends now", { expiresAt: now }, ["expired"]],
  ["revoked after its end", { expiresAt: now - day, revokedAt: now }, ["revoked"]],
  [
    "of which much is to be said",
    { ...rotating, lastUsedAt: undefined, expiresAt: now + day },
    ["expiring", "rotating", "unused"],
  ],
])("a key %s", ([, change, states]) => {
  expect(statesOf(key(change), now)).toEqual(states);
});

test.for<[object, string[]]>([
  [{}, ["ci", "desk", "old"]],
  [{ q: "K7q" }, ["ci"]],
  [{ q: "192.0 desk" }, ["desk"]],
  [{ state: "revoked" }, ["gone"]],
  [{ state: "unused" }, ["desk"]],
  [{ toolset: "build" }, ["ci"]],
  [{ access: "write" }, ["desk", "old"]],
])("%j leaves %j", ([search, names]) => {
  const none = { secrets: [] };
  const keys = [
    key({ grant: { toolsets: ["build"], access: ["read"] } }),
    key({ ...none, name: "desk", lastUsedAt: undefined, lastUsedFrom: "192.0.2.7" }),
    key({ ...none, name: "old", expiresAt: now - day, grant: { access: ["write"] } }),
    key({ ...none, name: "gone", revokedAt: now - day }),
  ];
  expect(filterKeys(keys, search, now).map(({ name }) => name)).toEqual(names);
});

test("an address keeps only what the list can be filtered by", () => {
  expect(readKeysSearch({ q: 12, state: "rotating", toolset: "build", access: "read" })).toEqual({
    q: "12",
    state: "rotating",
    toolset: "build",
    access: "read",
  });
  expect(readKeysSearch({ q: "", state: "odd", toolset: "<b>", access: "all", more: 1 })).toEqual({});
});
