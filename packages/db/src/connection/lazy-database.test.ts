import { silentLogger, type Logger } from "@mcp-tools/core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { openTcpProxy, type TcpProxy } from "../../test/tcp-proxy.ts";
import { postgresKinds, type TestServer } from "../../test/testing.ts";
import { createLazyDatabase, type LazyDatabase } from "./lazy-database.ts";
import type { Database, DatabaseOptions } from "./open-database.ts";

let server: TestServer;
let proxy: TcpProxy;
let url: URL;
let opened: LazyDatabase[] = [];
beforeAll(async () => {
  server = await postgresKinds[0]!.open();
});
afterAll(() => server.close());
beforeEach(async () => {
  url = new URL(await server.createDatabase());
  proxy = await openTcpProxy(Number(url.port));
  url.port = String(proxy.port);
});
afterEach(async () => {
  await Promise.all(opened.map((database) => database.close()));
  opened = [];
  await proxy.close();
});

function lazily(options: Partial<DatabaseOptions> = {}): LazyDatabase {
  const database = createLazyDatabase({
    databaseUrl: url.href,
    dataDir: "",
    logger: silentLogger,
    applicationName: "test",
    queryTimeoutMs: 200,
    ...options,
  });
  opened.push(database);
  return database;
}

const one = ({ sql }: Database) => sql`select 1`;

function countingLogger() {
  const warnings: object[] = [];
  const logger: Logger = { ...silentLogger, warn: (fields) => warnings.push(fields), child: () => logger };
  return { logger, warnings };
}

test("dials nothing before its first use, opens once, and shows itself by name and without credentials", async () => {
  await proxy.cut();
  const database = lazily();
  expect([database.kind, database.location]).toEqual(["external", `127.0.0.1:${proxy.port}${url.pathname}`]);
  await proxy.restore();

  const [first, second] = await Promise.all([database.get(), database.get()]);

  expect(first).toBe(second);
  const names = await database.use(
    ({ sql }) => sql`select application_name as name from pg_stat_activity where pid = pg_backend_pid()`,
  );
  expect(names[0]?.["name"]).toBe("mcp-tools/test");
});

test("a database that is down at the start is tried again, each failure is logged", async () => {
  const { logger, warnings } = countingLogger();
  await proxy.cut();
  const database = lazily({ logger });
  const opening = database.get();
  await vi.waitFor(() => expect(warnings.length).toBeGreaterThan(1), 5000);
  expect(await database.check()).toMatch(/does not answer/);
  await proxy.restore();

  await opening;

  expect(await database.check()).toBeUndefined();
});

test("up to a limit, after which a clear error says what to do and a later use tries again", async () => {
  await proxy.cut();
  const database = lazily({ startTimeoutMs: 200 });

  const error = await database.get().catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "unavailable", message: expect.stringMatching(/ECONNREFUSED.*DATABASE_URL/) });
  expect(String(error)).not.toContain(url.password);
  await proxy.restore();

  expect(await database.use(one)).toHaveLength(1);
});

test.for([
  { name: "a wrong password", change: () => (url.password = "wrong"), says: /28P01.*password.*DATABASE_URL/ },
  { name: "a missing database", change: () => (url.pathname = "/missing"), says: /3D000.*no such database/ },
])("$name is not tried again", async ({ change, says }) => {
  change();
  const { logger, warnings } = countingLogger();

  await expect(lazily({ logger }).get()).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringMatching(says),
  });
  expect(warnings).toEqual([]);
});

test("one that goes away while running fails at once and recovers without a restart", async () => {
  const database = lazily();
  await database.use(one);
  await proxy.cut();

  await expect(database.use(one)).rejects.toMatchObject({ code: "unavailable" });
  expect(await database.check()).toMatch(/cannot be used|not available|not answer/);
  await proxy.restore();

  await vi.waitFor(async () => expect(await database.use(one)).toHaveLength(1), 5000);
  expect(await database.check()).toBeUndefined();
});

test(
  "one behind a network that hangs is given up, and used again when the network is back",
  { timeout: 20_000 },
  async () => {
    const database = lazily();
    await database.use(one);
    proxy.hang();
    const askedAt = performance.now();

    const [used, checked] = await Promise.all([database.use(one).catch((error: unknown) => error), database.check()]);

    expect(used).toMatchObject({ code: "unavailable", message: expect.stringContaining("does not answer") });
    expect(checked).toMatch(/does not answer/);
    expect(performance.now() - askedAt).toBeLessThan(3000);
    await proxy.restore();
    await vi.waitFor(async () => expect(await database.use(one)).toHaveLength(1), 10_000);
  },
);

test("a statement that takes too long ends, and takes no other with it", async () => {
  const database = lazily();
  const long = database.use(({ sql }) => sql`select pg_sleep(10)`);
  const short = database.use(({ sql }) => sql`select pg_sleep(0.1)`);

  await expect(long).rejects.toMatchObject({ code: "unavailable", message: expect.stringContaining("takes too long") });
  await short;
});

test("a lost connection is replaced; work is repeated where that is harmless, and only there", async () => {
  const database = lazily();
  let runs = 0;
  const endMyself = ({ sql }: Database) => {
    runs++;
    return runs === 1 ? sql`select pg_terminate_backend(pg_backend_pid())` : sql`select 'again' as answer`;
  };

  expect(await database.use(endMyself, { idempotent: true })).toEqual([{ answer: "again" }]);
  expect(runs).toBe(2);
  runs = 0;
  await expect(database.use(endMyself)).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("lost"),
  });
  expect(runs).toBe(1);
});

test("an error of the statement's own passes as it is", async () => {
  await expect(lazily().use(({ sql }) => sql`select nonsense`)).rejects.toMatchObject({ code: "42703" });
});

test("once closed it is not opened again", async () => {
  const database = lazily();
  const opening = database.get();
  await database.close();

  await expect(Promise.all([opening, database.use(one)])).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("closed"),
  });
});

test("one that was never open is not waited for once its opening is stopped; one that was goes on", async () => {
  proxy.hang();
  const database = lazily();
  const waiting = database.get();
  database.stopOpening();
  await expect(waiting).rejects.toThrow(/shutting down/);
  await expect(database.get()).rejects.toThrow(/shutting down/);
  const started = performance.now();
  await database.close();
  expect(performance.now() - started).toBeLessThan(2000);

  await proxy.restore();
  const other = lazily();
  await other.get();
  other.stopOpening();
  expect(await other.use(one)).toHaveLength(1);
});
