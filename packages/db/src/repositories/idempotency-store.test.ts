import type { LazyDatabase } from "../connection/lazy-database.ts";
import { silentLogger } from "@mcp-tools/core";
import { describeIdempotencyStore, type IdempotencyStoreLab } from "@mcp-tools/core/testing";
import { afterAll, beforeAll, describe } from "vitest";
import { openAgeingLab } from "../../test/open-ageing-lab.ts";
import { postgresKinds, type TestServer } from "../../test/testing.ts";
import { createLazyDatabase } from "../connection/lazy-database.ts";
import { createIdempotencyStore } from "./idempotency-store.ts";

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

    describeIdempotencyStore("in tables", async (): Promise<IdempotencyStoreLab> => ({
      store: createIdempotencyStore({ database }),
      ...(await openAgeingLab(database, "idempotency")),
    }));
  });
}
