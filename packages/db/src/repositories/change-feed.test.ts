import { silentLogger, type Change, type ChangeFeed } from "@mcp-tools/core";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { openTcpProxy } from "../../test/tcp-proxy.ts";
import { postgresKinds, type TestServer } from "../../test/testing.ts";
import { createLazyDatabase, type LazyDatabase } from "../connection/lazy-database.ts";
import { announce, createChangeFeed, type ChangeFeedOptions } from "./change-feed.ts";

const patience = { timeout: 15_000, interval: 20 };

for (const kind of postgresKinds) {
  describe.skipIf(kind.isMissing)(`change feed on ${kind.name}`, { timeout: 40_000 }, () => {
    let server: TestServer;
    const closers: (() => Promise<void>)[] = [];
    beforeAll(async () => {
      server = await kind.open();
    });
    afterAll(() => server.close());
    afterEach(async () => {
      for (const close of closers.splice(0).reverse()) await close();
    });

    function connect(url: string): LazyDatabase {
      const database = createLazyDatabase({
        databaseUrl: url,
        dataDir: "",
        logger: silentLogger,
        applicationName: "test",
        queryTimeoutMs: 500,
      });
      closers.push(() => database.close());
      return database;
    }

    function open(url: string, options: Partial<ChangeFeedOptions> = {}): { database: LazyDatabase; feed: ChangeFeed } {
      const database = options.database ?? connect(url);
      const feed = createChangeFeed({ logger: silentLogger, ...options, database });
      closers.push(() => feed.close());
      return { database, feed };
    }

    /** Listens, and waits until it is heard. */
    async function subscribe(feed: ChangeFeed) {
      const heard: Change[] = [];
      const onGap = vi.fn<() => void>();
      const release = feed.subscribe({ onChange: (change) => heard.push(change), onGap });
      await vi.waitFor(() => expect(onGap).toHaveBeenCalledTimes(1), patience);
      return { heard, onGap, release };
    }

    const tell = (database: LazyDatabase, version: number) =>
      database.use(({ sql }) => announce(sql, { kind: "policy", version }));
    const listening = (database: LazyDatabase) =>
      database.use(
        ({ sql }) => sql<{ pid: number }[]>`select pid from pg_stat_activity
          where datname = current_database() and query ilike 'listen%' or query = 'select 1' and datname = current_database() and pid <> pg_backend_pid()`,
      );

    test("hears its own changes and those of another process, in their order, and starts with a gap", async () => {
      const url = await server.createDatabase();
      const { database, feed } = open(url);
      const { heard } = await subscribe(feed);

      await tell(database, 1);
      await tell(connect(url), 2);

      const expected = [1, 2].map((version) => ({ kind: "policy", version }));
      await vi.waitFor(() => expect(heard).toEqual(expected), patience);
    });

    test("a change is heard once its transaction has committed, and never when it was rolled back", async () => {
      const { database, feed } = open(await server.createDatabase());
      const { heard } = await subscribe(feed);
      let heardInside = 0;

      await database.use(({ sql }) =>
        sql.begin(async (tx) => {
          await announce(tx, { kind: "key", id: "a" });
          await tx`select pg_sleep(0.2)`;
          heardInside = heard.length;
        }),
      );
      await database
        .use(({ sql }) =>
          sql.begin(async (tx) => {
            await announce(tx, { kind: "key", id: "b" });
            throw new Error("no");
          }),
        )
        .catch(() => {});
      await tell(database, 1);

      await vi.waitFor(() => expect(heard.at(-1)).toEqual({ kind: "policy", version: 1 }), patience);
      expect(heardInside).toBe(0);
      expect(heard[0]).toEqual({ kind: "key", id: "a" });
      expect(heard).toHaveLength(2);
    });

    test("after its connection was lost there is a gap, and everything is heard once again", async () => {
      const { database, feed } = open(await server.createDatabase());
      const { heard, onGap } = await subscribe(feed);

      const [connection] = await listening(database);
      await database.use(({ sql }) => sql`select pg_terminate_backend(${connection?.pid ?? 0})`);

      await vi.waitFor(() => expect(onGap).toHaveBeenCalledTimes(2), patience);
      await tell(database, 1);
      await vi.waitFor(() => expect(heard).toEqual([{ kind: "policy", version: 1 }]), patience);
      expect(await listening(database)).toHaveLength(1);
    });

    test("after a database that was away for a while, there is a gap and nothing is heard twice", async () => {
      const url = new URL(await server.createDatabase());
      const direct = connect(url.href);
      const proxy = await openTcpProxy(Number(url.port));
      closers.unshift(() => proxy.close());
      url.port = String(proxy.port);
      const { database, feed } = open(url.href);
      const { heard, onGap } = await subscribe(feed);

      await proxy.cut();
      await expect(database.use(({ sql }) => sql`select 1`)).rejects.toMatchObject({ code: "unavailable" });
      await tell(direct, 1);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      await proxy.restore();

      await vi.waitFor(() => expect(onGap.mock.calls.length).toBeGreaterThan(1), patience);
      await tell(direct, 2);
      await vi.waitFor(() => expect(heard).toEqual([{ kind: "policy", version: 2 }]), patience);
    });

    test("hears again after the database was replaced as a whole", async () => {
      const url = await server.createDatabase();
      let database = connect(url);
      const lazy = { ...database, get: () => database.get() };
      const { feed } = open(url, { database: lazy });
      const { heard, onGap } = await subscribe(feed);

      database = connect(url);

      await vi.waitFor(() => expect(onGap).toHaveBeenCalledTimes(2), patience);
      await tell(database, 1);
      await vi.waitFor(() => expect(heard).toEqual([{ kind: "policy", version: 1 }]), patience);
      expect(await listening(database)).toHaveLength(1);
    });

    test("a connection that hangs without a word is noticed by itself", async () => {
      const url = new URL(await server.createDatabase());
      const direct = connect(url.href);
      const proxy = await openTcpProxy(Number(url.port));
      closers.unshift(() => proxy.close());
      url.port = String(proxy.port);
      const { feed } = open(url.href, { checkMs: 100 });
      const { heard, onGap } = await subscribe(feed);

      proxy.hang();
      await new Promise((resolve) => setTimeout(resolve, 4000));
      await tell(direct, 1);
      await proxy.restore();

      await vi.waitFor(() => expect(onGap.mock.calls.length).toBeGreaterThan(1), patience);
      await tell(direct, 2);
      await vi.waitFor(() => expect(heard.at(-1)).toEqual({ kind: "policy", version: 2 }), patience);
    });

    test("one listener's fault is no other's; one that was released hears nothing more", async () => {
      const { database, feed } = open(await server.createDatabase());
      const failing = feed.subscribe({
        onChange: () => {
          throw new Error("no");
        },
        onGap() {},
      });
      const first = await subscribe(feed);
      await tell(database, 1);
      await vi.waitFor(() => expect(first.heard).toHaveLength(1), patience);

      const second = { onChange: vi.fn<(change: Change) => void>(), onGap() {} };
      feed.subscribe(second);
      first.release();
      await tell(database, 2);

      await vi.waitFor(() => expect(second.onChange).toHaveBeenCalled(), patience);
      expect(first.heard).toHaveLength(1);
      failing();
    });

    test("with its last listener goes its connection, and comes again with the next", async () => {
      const { database, feed } = open(await server.createDatabase());
      const first = await subscribe(feed);
      expect(await listening(database)).toHaveLength(1);

      first.release();
      await vi.waitFor(async () => expect(await listening(database)).toEqual([]), patience);

      const again = await subscribe(feed);
      await tell(database, 1);
      await vi.waitFor(() => expect(again.heard).toHaveLength(1), patience);
    });

    test("closing it leaves no connection, and nothing is heard after", async () => {
      const { database, feed } = open(await server.createDatabase());
      const { heard } = await subscribe(feed);

      await feed.close();
      await tell(database, 1);

      await vi.waitFor(async () => expect(await listening(database)).toEqual([]), patience);
      expect(heard).toEqual([]);
      const late = vi.fn<() => void>();
      feed.subscribe({ onChange: late, onGap: late });
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(late).not.toHaveBeenCalled();
    });
  });
}
