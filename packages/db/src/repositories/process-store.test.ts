import { silentLogger, type Change, type ProcessReport } from "@mcp-tools/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../test/testing.ts";
import { createChangeFeed } from "./change-feed.ts";
import { createProcessStore } from "./process-store.ts";

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.close());

const report: ProcessReport = {
  id: "a",
  host: "host",
  pid: 42,
  version: "1.2.3",
  services: ["mcp-sse", "admin"],
  startedAt: Date.UTC(2026, 0, 1),
  lastSeenAt: 0,
  rssBytes: 5_000_000_000,
  cpu: 0.25,
  sessions: { sse: 3 },
};

test("lists each process as it last reported itself, until it is removed or silent", async () => {
  const { database } = opened;
  const store = createProcessStore({ database });
  await store.report(report);
  await store.report({ ...report, cpu: 0.5 });
  await store.report({ ...report, id: "b", startedAt: report.startedAt + 1 });

  const listed = await store.list(60_000);
  expect(listed).toMatchObject([{ id: "b" }, { ...report, cpu: 0.5, lastSeenAt: expect.any(Number) }]);
  expect(Math.abs((listed[0]?.lastSeenAt ?? 0) - Date.now())).toBeLessThan(10_000);

  await store.remove("b");
  await database.use(({ sql }) => sql`update processes set last_seen_at = now() - interval '5 minutes'`);
  expect(await store.list(60_000)).toEqual([]);
  expect(await store.list(600_000)).toHaveLength(1);
});

test("forgets those that have not been seen for a day", async () => {
  const { database } = opened;
  const store = createProcessStore({ database });
  await store.report({ ...report, id: "old" });
  await database.use(
    ({ sql }) => sql`update processes set last_seen_at = now() - interval '25 hours' where id = 'old'`,
  );

  await store.report({ ...report, id: "new" });

  expect((await store.list(1e12)).map(({ id }) => id)).not.toContain("old");
});

test("what processes hold open is read apart from them, with whatever a client calls itself", async () => {
  const { database } = opened;
  const store = createProcessStore({ database });
  await database.use(({ sql }) => sql`truncate processes`);
  const session = {
    id: "s1",
    transport: "sse" as const,
    principalId: "key:a",
    principalName: "a",
    client: "bad\0\ud800/1",
    startedAt: 1,
    lastUsedAt: 2,
    inFlight: 0,
  };
  await store.report(report, [session]);
  await store.report({ ...report, id: "silent", host: "other" }, [{ ...session, id: "s2" }]);
  await database.use(
    ({ sql }) => sql`update processes set last_seen_at = now() - interval '1 minute' where id = 'silent'`,
  );

  expect(await store.openSessions(30_000)).toEqual([
    {
      ...session,
      client: "bad\ufffd/1",
      processId: "a",
      host: "host",
      pid: 42,
      reportedAt: expect.any(Number),
    },
  ]);
  expect((await store.list(30_000))[0]).not.toHaveProperty("openSessions");

  await store.report(report);
  expect(await store.openSessions(30_000)).toEqual([]);
});

test("that something is to end is heard by all", async () => {
  const { database } = opened;
  const feed = createChangeFeed({ database, logger: silentLogger });
  const heard: Change[] = [];
  let isListening = false;
  const release = feed.subscribe({
    onChange: (change) => void heard.push(change),
    onGap: () => void (isListening = true),
  });
  await expect.poll(() => isListening).toBe(true);
  await createProcessStore({ database }).askToEnd({ by: "principal", id: "key:a" });
  await expect.poll(() => heard).toEqual([{ kind: "end_session", by: "principal", id: "key:a" }]);
  release();
  await feed.close();
});
