import { readFileSync } from "node:fs";
import { createId } from "@mcp-tools/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderMigrations } from "../../scripts/write-migrations.ts";
import { auditRecord, openAudit } from "../../test/audit.ts";
import { postgresKinds, type TestServer } from "../../test/testing.ts";
import { migrations } from "../migrations.ts";
import { connect } from "./connect.ts";
import { migrate } from "./migrate.ts";

test("src/migrations.ts is what drizzle/ says", () => {
  expect(readFileSync(new URL("../migrations.ts", import.meta.url), "utf8")).toBe(renderMigrations());
});

for (const kind of postgresKinds) {
  describe.skipIf(kind.isMissing)(`migrations on ${kind.name}`, () => {
    let server: TestServer;
    beforeAll(async () => {
      server = await kind.open();
    });
    afterAll(() => server.close());

    const dial = (url: string) =>
      connect({ url }, { applicationName: "test", poolMax: 1, statementTimeoutMs: 10_000 }).sql;

    test("several at once apply each migration once", async () => {
      const url = await server.createEmptyDatabase();
      const clients = Array.from({ length: 4 }, () => dial(url));

      const applied = await Promise.all(clients.map((sql) => migrate(sql)));

      // Whoever has the lock applies the next one: they may take turns, in order.
      for (const names of applied) expect(names).toEqual(names.toSorted());
      expect(applied.flat().toSorted()).toEqual(migrations.map(({ name }) => name));
      expect(await Promise.all(clients.map((sql) => migrate(sql)))).toEqual([[], [], [], []]);
      await Promise.all(clients.map((sql) => sql.end()));
    });

    test("a migration that fails leaves nothing behind, and those before it stay", async () => {
      const sql = dial(await server.createEmptyDatabase());
      const good = { name: "0000_good", statements: ["create table kept (id int)"] };
      const bad = { name: "0001_bad", statements: ["create table lost (id int)", "select nonsense"] };

      await expect(migrate(sql, [good, bad])).rejects.toThrow("nonsense");

      const tables = await sql<
        { name: string }[]
      >`select tablename as name from pg_tables where schemaname = 'public' order by 1`;
      expect(tables.map(({ name }) => name)).toEqual(["kept", "mcp_tools_migrations"]);
      await sql.end();
    });

    test("calls that were recorded before the audit had partitions are in it, found and counted", async () => {
      const url = await server.createEmptyDatabase();
      const sql = dial(url);
      await migrate(sql, migrations.slice(0, 2));
      const weekMs = 604_800_000;
      const old = Array.from({ length: 600 }, (_, index) => Date.now() - Math.floor((index * 3 * weekMs) / 600));
      for (const [index, at] of old.entries())
        await sql`
          insert into calls (id, started_at, principal_id, transport, tool, arguments, outcome, message, duration_ms, result_bytes)
          values (${createId(at)}, ${new Date(at)}, 'local', 'http', ${`tool_${index % 3}`}, ${`{"index":${index}}`}, 'ok', null, 1.5, 7)`;

      expect(await migrate(sql)).toEqual(migrations.slice(2).map(({ name }) => name));

      expect(await sql`select count(*)::int as left from audit_default`).toEqual([{ left: 0 }]);
      expect(await sql`select to_regclass('calls') as calls`).toEqual([{ calls: null }]);
      await sql.end();
      const { log, close } = openAudit(url);
      expect(await log.list({ limit: 500, tool: "tool_2" })).toHaveLength(200);
      expect(await log.list({ limit: 5, text: "index 599" })).toMatchObject([
        {
          kind: "call",
          action: "tools/call",
          principalName: "local",
          startedAt: old[599],
          durationMs: 1.5,
          resultBytes: 7,
        },
      ]);
      await log.record(auditRecord({ startedAt: Date.now() }));
      expect(await log.verify()).toMatchObject({ ok: true, rows: 601, blocks: 4, heads: [{ seq: 0 }] });
      await close();
    });

    test("a database newer than the code is refused, naming what is unknown", async () => {
      const sql = dial(await server.createDatabase());
      await sql`insert into mcp_tools_migrations (name) values ('9999_from_the_future')`;

      await expect(migrate(sql)).rejects.toMatchObject({
        code: "unavailable",
        message: expect.stringMatching(/newer.*9999_from_the_future/),
      });
      await sql.end();
    });
  });
}
