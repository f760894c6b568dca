import { createId, type AuditRecord } from "@mcp-tools/core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { auditRecord } from "../../test/audit.ts";
import { openTestDatabase, type TestDatabase } from "../../test/testing.ts";
import { createProcessStore } from "./process-store.ts";
import { createRunningCallStore } from "./running-call-store.ts";

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.close());
beforeEach(() => opened.database.use(({ sql }) => sql`truncate running_calls, processes`).then(() => {}));

const row = (changes: Partial<AuditRecord> = {}) => auditRecord({ id: createId(), ...changes });
const open = () => createRunningCallStore({ database: opened.database });
const age = (ids: readonly string[]) =>
  opened.database.use(
    ({ sql }) => sql`update running_calls set noted_at = now() - interval '1 minute' where id in ${sql(ids)}`,
  );
const isAlive = (id: string) =>
  createProcessStore({ database: opened.database }).report({
    id,
    host: "host",
    pid: 1,
    version: "1.0.0",
    services: [],
    startedAt: 0,
    lastSeenAt: 0,
    rssBytes: 0,
    cpu: 0,
    sessions: {},
  });

test("finds what processes that are gone had noted, as they noted it", async () => {
  const store = open();
  const lost = row({ tool: "pay", arguments: JSON.stringify({ text: "漢\0\ud800😀" }) });
  const [alive, young, over] = [row(), row(), row()];
  await store.note("dead", [lost, young, over]);
  await store.note("alive", [alive]);
  await isAlive("alive");
  await age([lost.id, alive.id, over.id]);
  await store.forget([over.id]);

  expect(await store.takeLost("me", { processDeadMs: 20_000, ids: [] })).toEqual([lost]);
});

test("whoever takes one has it, and the next one only when they are gone, too", async () => {
  const store = open();
  const lost = row();
  await store.note("dead", [lost]);
  await age([lost.id]);
  const options = { processDeadMs: 20_000, ids: [] };

  const taken = await Promise.all(["a", "b", "c"].map((by) => store.takeLost(by, options)));
  expect(taken.flat()).toEqual([lost]);
  expect(await store.takeLost("b", options)).toEqual([]);
  await age([lost.id]);
  expect(await store.takeLost("b", options)).toEqual([lost]);
});

test("takes those that are known to be lost, however young", async () => {
  const store = open();
  const [lost, other] = [row(), row()];
  await store.note("dead", [lost, other]);

  expect(await store.takeLost("me", { processDeadMs: 20_000, ids: [lost.id] })).toEqual([lost]);
});

test("a call that is noted twice is one", async () => {
  const store = open();
  const lost = row();
  await store.note("dead", [lost]);
  await store.note("dead", [lost]);
  await store.note("dead", []);
  await store.forget([]);
  await age([lost.id]);

  expect(await store.takeLost("me", { processDeadMs: 20_000, ids: [] })).toHaveLength(1);
});
