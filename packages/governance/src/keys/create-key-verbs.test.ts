import type { AuditRecord } from "@mcp-tools/core";
import { expect, test } from "vitest";
import { operator, type Actor } from "../actor/actor.ts";
import { roles, type Role } from "../actor/permissions.ts";
import { createMemoryKeyStore } from "../testing/memory-key-store.ts";
import { createKeyVerbs } from "./create-key-verbs.ts";
import { hashKeySecret } from "./key-secret.ts";

function open() {
  const keys = createMemoryKeyStore();
  const rows: AuditRecord[] = [];
  const verbs = createKeyVerbs({ keys, audit: { record: async (row) => void rows.push(row) } });
  return { keys, rows, verbs };
}

const as = (role: Role): Actor => ({
  principal: { id: `user:${role}`, kind: "user", name: `${role}@example.com`, space: "default" },
  role,
  transport: "console",
  address: "192.0.2.1",
});

test("a key's secret is said once, and kept, listed and recorded nowhere", async () => {
  const { keys, rows, verbs } = open();
  const { key, secret } = await verbs.create(operator, { name: "ci", grant: { access: ["read"] } });

  expect(secret.startsWith(key.secrets[0]?.prefix ?? "?")).toBe(true);
  expect((await keys.get(key.id))?.secrets[0]?.hash).toBe(hashKeySecret(secret));
  const shown = JSON.stringify([key, await verbs.list(operator), await verbs.get(operator, "ci"), rows]);
  expect(shown).not.toContain(secret.slice(13));
  expect(shown).not.toContain(hashKeySecret(secret));
  expect(key).toMatchObject({ name: "ci", state: "active", grant: { access: ["read"] }, createdBy: "operator" });
  expect(rows).toMatchObject([
    { kind: "change", action: "key.create", subject: key.id, principalId: "operator", outcome: "ok" },
  ]);
  expect(JSON.parse(rows[0]?.arguments ?? "")).toMatchObject({ name: "ci", grant: { access: ["read"] } });
});

test("everything about a key can be said when it is made", async () => {
  const { verbs } = open();
  const input = {
    name: "agent.1",
    grant: { toolsets: ["docs"], tools: ["read_*", "search"], access: ["read", "write"] as const },
    limits: { callsPerMinute: 60, callsPerDay: 1000, inFlight: 3 },
    output: { bytes: 100_000, tokens: 20_000 },
    personId: "user:abc",
    expiresAt: Date.now() + 60_000,
  };
  expect(
    (await verbs.create(operator, { ...input, grant: { ...input.grant, access: [...input.grant.access] } })).key,
  ).toMatchObject(input);
});

test.for([
  { name: "" },
  { name: "two words" },
  { name: "x".repeat(65) },
  { name: "ключ" },
  { name: "mcpt_k7Q2xW9p0000" },
  { name: "0190b1a2-0000-7000-8000-000000000000" },
  { name: "a", expiresAt: Date.now() - 1 },
  { name: "a", expiresAt: Number.NaN },
  { name: "a", grant: { access: ["admin"] } },
  { name: "a", grant: { access: [] } },
  { name: "a", grant: { tools: ["x\0y"] } },
  { name: "a", grant: { everything: true } },
  { name: "a", limits: { callsPerMinute: 0 } },
  { name: "a", limits: { callsPerMinute: 1.5 } },
  { name: "a", personId: "ann" },
  { name: "a", secrets: [] },
  {},
])("%j is refused, with what to correct", async (input) => {
  const { keys, verbs } = open();
  await expect(verbs.create(operator, input as never)).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringMatching(/^The key is not as it has to be\. \S/),
  });
  expect(await keys.list({ revoked: true })).toEqual([]);
});

test("a name is taken while its key lives, and free once it is revoked", async () => {
  const { verbs } = open();
  const { key } = await verbs.create(operator, { name: "ci" });
  await expect(verbs.create(operator, { name: "ci" })).rejects.toMatchObject({ code: "conflict" });

  expect(await verbs.revoke(operator, "ci")).toMatchObject({ id: key.id, state: "revoked" });

  await verbs.create(operator, { name: "ci" });
  expect(await verbs.list(operator)).toHaveLength(1);
  expect((await verbs.list(operator, { revoked: true })).map(({ state }) => state)).toEqual(["active", "revoked"]);
});

test("a change leaves what it does not name, null takes away, and the record says what was there before", async () => {
  const { rows, verbs } = open();
  await verbs.create(operator, {
    name: "ci",
    limits: { inFlight: 2 },
    grant: { access: ["read"] },
    personId: "user:1",
  });

  const updated = await verbs.update(operator, "ci", { name: "cd", limits: null, grant: { access: ["write"] } });

  expect(updated).toMatchObject({ name: "cd", limits: undefined, grant: { access: ["write"] }, personId: "user:1" });
  expect(JSON.parse(rows.at(-1)?.arguments ?? "")).toEqual({
    name: "cd",
    changes: { name: "cd", limits: null, grant: { access: ["write"] } },
    before: { name: "ci", limits: { inFlight: 2 }, grant: { access: ["read"] } },
  });
  expect((await verbs.update(operator, "cd", { grant: null })).grant).toEqual({});
});

test("rotating gives a new secret and an end to the old one, by default a day away", async () => {
  const { keys, verbs } = open();
  const { key, secret: first } = await verbs.create(operator, { name: "ci" });
  const { secret: second, key: rotated } = await verbs.rotate(operator, "ci");

  expect(second).not.toBe(first);
  const stored = (await keys.get(key.id))?.secrets ?? [];
  expect(stored.map(({ hash }) => hash)).toEqual([first, second].map(hashKeySecret));
  expect((stored[0]?.expiresAt ?? 0) - Date.now()).toBeGreaterThan(86_400_000 - 60_000);
  expect(rotated.secrets).toHaveLength(2);

  const { secret: third } = await verbs.rotate(operator, "ci", { overlapMs: 0 });
  expect((await keys.get(key.id))?.secrets.map(({ hash }) => hash)).toEqual([hashKeySecret(third)]);
  await expect(verbs.rotate(operator, "ci", { overlapMs: -1 })).rejects.toMatchObject({ code: "invalid_input" });
});

test("an expired key is not rotated, since a new secret would not revive it", async () => {
  const { keys, verbs } = open();
  const { key } = await verbs.create(operator, { name: "ci" });
  await keys.update(key.id, { expiresAt: Date.now() - 1 });

  await expect(verbs.rotate(operator, "ci")).rejects.toMatchObject({ code: "conflict" });
  expect(await verbs.get(operator, "ci")).toMatchObject({ state: "expired" });
});

test("a key that leaked can be revoked by what was seen of it, and no word repeats it", async () => {
  const { verbs, rows } = open();
  const { key, secret } = await verbs.create(operator, { name: "ci" });

  expect(await verbs.revoke(operator, secret)).toMatchObject({ id: key.id, state: "revoked" });
  await expect(verbs.revoke(operator, secret)).rejects.toMatchObject({
    code: "not_found",
    message: expect.not.stringContaining(secret),
  });
  await expect(verbs.revoke(as("viewer"), secret)).rejects.toMatchObject({ code: "forbidden" });
  expect(JSON.stringify(rows)).not.toContain(secret);
});

test.for(["update", "rotate", "revoke", "get"] as const)("%s of a key that is not there says so", async (verb) => {
  const { verbs } = open();
  const call = verb === "update" ? verbs.update(operator, "nobody", {}) : verbs[verb](operator, "nobody");
  await expect(call).rejects.toMatchObject({ code: "not_found", message: expect.stringContaining('"nobody"') });
});

test.for(roles)("%s may do with keys what the table says, and a refusal is recorded", async (role) => {
  const { keys, rows, verbs } = open();
  await verbs.create(operator, { name: "ci" });
  rows.length = 0;
  const actor = as(role);
  const mayWrite = role === "owner" || role === "admin";
  const settle = async (work: () => Promise<unknown>) => (await Promise.allSettled([work()]))[0]?.status;

  const reads = [await settle(() => verbs.list(actor)), await settle(() => verbs.get(actor, "ci"))];
  const mayRead = mayWrite || role === "auditor";
  expect(reads).toEqual(reads.map(() => (mayRead ? "fulfilled" : "rejected")));
  const writes = [
    await settle(() => verbs.create(actor, { name: "cd" })),
    await settle(() => verbs.update(actor, "ci", { name: "ce" })),
    await settle(() => verbs.rotate(actor, mayWrite ? "ce" : "ci")),
    await settle(() => verbs.revoke(actor, mayWrite ? "ce" : "ci")),
  ];
  expect(writes).toEqual(writes.map(() => (mayWrite ? "fulfilled" : "rejected")));
  expect(rows.map(({ action, outcome }) => [action, outcome])).toEqual(
    ["key.create", "key.update", "key.rotate", "key.revoke"].map((action) => [action, mayWrite ? "ok" : "refused"]),
  );
  expect(rows[0]).toMatchObject({ principalId: `user:${role}`, address: "192.0.2.1" });
  if (!mayWrite) expect((await keys.list({ revoked: false })).map(({ name }) => name)).toEqual(["ci"]);
});
