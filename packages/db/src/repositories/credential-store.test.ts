import { randomUUID } from "node:crypto";
import { silentLogger, type Change, type CredentialStore } from "@mcp-tools/core";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { makeTestFolder, postgresKinds, type TestServer } from "../../test/testing.ts";
import { createLazyDatabase, type LazyDatabase } from "../connection/lazy-database.ts";
import { createChangeFeed } from "./change-feed.ts";
import { createCredentialStore } from "./credential-store.ts";

describe.for(postgresKinds)("in $name", (kind) => {
  describe.skipIf(kind.isMissing)("a credential", () => {
    let server: TestServer;
    let database: LazyDatabase;
    let store: CredentialStore;
    beforeAll(async () => {
      server = await kind.open();
      database = createLazyDatabase({
        databaseUrl: await server.createDatabase(),
        dataDir: await makeTestFolder(),
        logger: silentLogger,
        applicationName: "test",
      });
      store = createCredentialStore({ database });
    });
    beforeEach(() => database.use(({ sql }) => sql`delete from credentials`).then(() => {}));
    afterAll(async () => {
      await database.close();
      await server.close();
    });

    const bytes = (...values: number[]) => new Uint8Array(values);
    const credential = (name: string, principalId?: string, secret = 1) => ({
      id: randomUUID(),
      name,
      principalId,
      keyId: "k1",
      nonce: bytes(0, 255, secret),
      ciphertext: bytes(secret, 0, 128),
      updatedBy: "operator",
    });

    test("comes back byte for byte", async () => {
      const put = credential("token", "key:1");
      const stored = await store.put(put);

      expect(stored).toEqual({ ...put, createdAt: expect.any(Number), updatedAt: expect.any(Number) });
      expect(Math.abs(stored.createdAt - Date.now())).toBeLessThan(10_000);
      expect(await store.list()).toEqual([stored]);
    });

    test("is replaced under the same name and principal, shared ones too, and keeps its id", async () => {
      for (const principalId of [undefined, "key:1"]) {
        const first = await store.put(credential("token", principalId, 1));
        const second = await store.put({ ...credential("token", principalId, 2), keyId: "k2", updatedBy: "user:1" });
        expect(second).toMatchObject({ id: first.id, createdAt: first.createdAt, keyId: "k2", updatedBy: "user:1" });
        expect(second.ciphertext).toEqual(bytes(2, 0, 128));
      }
      expect((await store.list()).map(({ principalId }) => principalId)).toEqual([undefined, "key:1"]);
    });

    test("the principal's own is found before the shared one, and never another's", async () => {
      await store.put(credential("both", undefined, 1));
      await store.put(credential("both", "key:1", 2));
      await store.put(credential("both", "key:2", 3));
      await store.put(credential("shared", undefined, 4));
      await store.put(credential("foreign", "key:2", 5));
      const found = await store.find(["both", "shared", "foreign", "missing"], "key:1");

      expect(found.map(({ name, ciphertext }) => [name, ciphertext[0]])).toEqual([
        ["both", 2],
        ["shared", 4],
      ]);
      expect(await store.find([], "key:1")).toEqual([]);
    });

    test("is sealed anew only as it was read", async () => {
      const { id, nonce } = await store.put(credential("token"));
      const sealed = { keyId: "k2", nonce: bytes(9), ciphertext: bytes(9, 9) };

      expect(await store.reseal(id, bytes(1, 2, 3), sealed)).toBe(false);
      expect(await store.list()).toMatchObject([{ keyId: "k1" }]);
      expect(await store.reseal(id, nonce, sealed)).toBe(true);
      expect(await store.list()).toMatchObject([{ ...sealed, updatedBy: "operator" }]);
      expect(await store.reseal(id, nonce, sealed)).toBe(false);
    });

    test("is gone once it is deleted", async () => {
      const { id } = await store.put(credential("token"));

      expect(await store.delete(id)).toBe(true);
      expect(await store.delete(id)).toBe(false);
      expect(await store.find(["token"], "key:1")).toEqual([]);
    });

    test("is announced when it changes, and only then", async () => {
      const feed = createChangeFeed({ database, logger: silentLogger });
      const heard: Change[] = [];
      const onGap = vi.fn<() => void>();
      feed.subscribe({ onChange: (change) => heard.push(change), onGap });
      await vi.waitFor(() => expect(onGap).toHaveBeenCalled());
      const { id, nonce } = await store.put(credential("token"));
      await store.reseal(id, nonce, { keyId: "k2", nonce: bytes(9), ciphertext: bytes(9) });
      await store.delete(id);
      await store.delete(id);

      await vi.waitFor(() => expect(heard).toEqual(Array.from({ length: 3 }, () => ({ kind: "people" }))));
      await feed.close();
    });
  });
});
