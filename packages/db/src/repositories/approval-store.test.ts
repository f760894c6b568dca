import type { LazyDatabase } from "../connection/lazy-database.ts";
import { createId, silentLogger, type ApprovalStore } from "@mcp-tools/core";
import { describeApprovalStore, type ApprovalStoreLab } from "@mcp-tools/core/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openAgeingLab } from "../../test/open-ageing-lab.ts";
import { postgresKinds, type TestServer } from "../../test/testing.ts";
import { createLazyDatabase } from "../connection/lazy-database.ts";
import { createApprovalStore } from "./approval-store.ts";

const question: Parameters<ApprovalStore["open"]>[0] = {
  id: "",
  principalId: "key:ci",
  principalName: "ci",
  tool: "delete_all",
  toolDigest: "tool-1",
  arguments: "{}",
  argumentsDigest: "arguments-1",
  policyVersion: 3,
  reason: "Deletes",
  transport: "http",
  expireMs: 60_000,
};

for (const kind of postgresKinds) {
  describe.skipIf(kind.isMissing)(`on ${kind.name}`, () => {
    let server: TestServer;
    let database: LazyDatabase;
    beforeAll(async () => {
      server = await kind.open();
      const databaseUrl = await server.createDatabase();
      // Many connections: what is tested is what happens between them.
      database = createLazyDatabase({
        databaseUrl,
        dataDir: "",
        logger: silentLogger,
        applicationName: "test",
        poolMax: 20,
      });
    });
    afterAll(async () => {
      await database.close();
      await server.close();
    });

    test("a grant that somebody's token gave does not cover them either", async () => {
      const store = createApprovalStore({ database });
      await openAgeingLab(database, "approval");
      const { approval } = await store.open({ ...question, id: createId() });
      const token = createId();
      await database.use(
        ({ sql }) => sql`
          insert into api_tokens (id, name, prefix, hash, role, created_by)
          values (${token}, 'ci', 'mcpa_x', ${token}, 'approver', 'user:bob')`,
      );
      const decidedBy = `token:${token}`;
      await store.decide({ id: approval.id, state: "approved", decidedBy, scope: { kind: "always" } });
      expect(await store.findGrant(question, "user:ann")).toMatchObject({ createdBy: decidedBy });
      expect(await store.findGrant(question, "user:bob")).toBeUndefined();
    });

    test("an approval cannot be used once a newer policy is stored, whoever knows of it", async () => {
      const store = createApprovalStore({ database });
      await openAgeingLab(database, "approval");
      const { approval } = await store.open({ ...question, id: createId() });
      const { id } = approval;
      await store.decide({ id, state: "approved", decidedBy: "user:bob", scope: { kind: "once" } });
      const claim = { id, callId: createId(), processId: "p", policyVersion: question.policyVersion };
      const save = (version: number) =>
        database.use(
          ({ sql }) => sql`insert into policies (version, document, created_by) values (${version}, '{}', 'test')`,
        );
      await save(question.policyVersion + 1);
      expect(await store.use(claim)).toBeUndefined();
      await database.use(({ sql }) => sql`delete from policies`);
      await save(question.policyVersion);
      expect(await store.use(claim)).toMatchObject({ state: "used" });
      await database.use(({ sql }) => sql`delete from policies`);
    });

    describeApprovalStore("in tables", async (): Promise<ApprovalStoreLab> => ({
      store: createApprovalStore({ database }),
      ...(await openAgeingLab(database, "approval")),
    }));
  });
}
