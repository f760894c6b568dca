import { tmpdir } from "node:os";
import { silentLogger } from "@mcp-tools/core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { auditRecord, openAudit } from "../../test/audit.ts";
import { postgresKinds, type TestServer } from "../../test/testing.ts";
import { migrations } from "../migrations.ts";
import { connect } from "./connect.ts";
import { examineDatabase } from "./examine-database.ts";
import { migrate } from "./migrate.ts";

const names = migrations.map(({ name }) => name);

for (const kind of postgresKinds) {
  describe.skipIf(kind.isMissing)(`an examination of ${kind.name}`, () => {
    let server: TestServer;
    beforeAll(async () => {
      server = await kind.open();
    });
    afterAll(() => server.close());

    const dial = (url: string) => {
      const client = connect({ url }, { applicationName: "test", poolMax: 1, statementTimeoutMs: 10_000 });
      onTestFinished(() => client.close(1_000));
      return client.sql;
    };
    const examine = (databaseUrl: string) =>
      examineDatabase({ databaseUrl, dataDir: tmpdir(), logger: silentLogger, applicationName: "doctor" });

    test("of an empty database finds all migrations pending, and makes no table", async () => {
      const url = await server.createEmptyDatabase();

      const facts = await examine(url);

      expect(facts).toMatchObject({ applied: [], pending: names, unknown: [], isReadOnly: false, mayCreate: true });
      expect(facts.version).toMatch(/^\d+\.\d+$/);
      expect(Math.abs(facts.skewMs)).toBeLessThan(1_000);
      expect(await dial(url)`select 1 from pg_tables where schemaname = 'public'`).toHaveLength(0);
    });

    test("tells the keys in use and who runs", async () => {
      const url = await server.createDatabase();
      const sql = dial(url);
      expect((await examine(url)).auditKey).toBeUndefined();
      await sql`insert into credentials (id, name, key_id, nonce, ciphertext, updated_by) values (gen_random_uuid(), 'a', 'k1', '', '', ''), (gen_random_uuid(), 'b', 'k1', '', '', '')`;
      await sql`insert into people (id, name, email) values ('p', 'P', 'p@example.com')`;
      await sql`insert into people_two_factors (id, secret, backup_codes, user_id) values ('f', '$ba$4711$c0de', '[]', 'p')`;
      for (const [id, seconds] of [
        ["new", 5],
        ["old", 300],
      ] as const)
        await sql`insert into processes (id, host, pid, version, services, started_at, last_seen_at, rss_bytes, cpu, sessions)
          values (${id}, ${id}, 7, '1.2.3', '["mcp-sse"]', now(), now() - ${seconds}::int * interval '1 second', 1, 0, '{}')`;
      const { log, close } = openAudit(url, { keys: { current: { id: "k2", key: new Uint8Array(32) }, old: [] } });
      await log.record(auditRecord());
      await close();

      expect(await examine(url)).toMatchObject({
        pending: [],
        auditKey: "k2",
        credentialKeys: ["k1"],
        secondFactorKeys: ["4711"],
        processes: [{ host: "new", pid: 7, version: "1.2.3", services: ["mcp-sse"] }],
      });
    });

    test("tells an older schema from a newer one", async () => {
      const url = await server.createEmptyDatabase();
      const sql = dial(url);
      await migrate(sql, migrations.slice(0, -1));
      await sql`insert into mcp_tools_migrations (name) values ('9999_later')`;

      expect(await examine(url)).toMatchObject({ pending: names.slice(-1), unknown: ["9999_later"] });
    });

    test("finds a role that may not do what is needed", async () => {
      const url = await server.createDatabase();
      const sql = dial(url);
      const role = `weak_${Date.now()}`;
      await sql.unsafe(`create role ${role} login password 'pw'`);
      await sql.unsafe(`grant select on all tables in schema public to ${role}`);
      await sql.unsafe(`alter role ${role} set default_transaction_read_only = on`);
      const weak = new URL(url);
      weak.username = role;
      weak.password = "pw";

      const facts = await examine(weak.href);

      expect(facts).toMatchObject({ role, mayCreate: false, isReadOnly: true, pending: [] });
      expect(facts.notOwned).toContain("audit");
    });
  });
}
