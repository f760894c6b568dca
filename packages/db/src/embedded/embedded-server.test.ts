import { chown, cp, mkdir, readdir, readFile, rm, stat, writeFile, chmod } from "node:fs/promises";
import { join } from "node:path";
import { silentLogger, type Logger } from "@mcp-tools/core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { startDatabaseProcess, type DatabaseProcess } from "../../test/start-database-process.ts";
import { killServer, makeTestFolder } from "../../test/testing.ts";
import { createLazyDatabase, type LazyDatabase } from "../connection/lazy-database.ts";
import type { DatabaseOptions } from "../connection/open-database.ts";
import { clusterFolder, placeCluster } from "./cluster-folder.ts";
import { createEmbeddedServer } from "./embedded-server.ts";
import { isAlive } from "./file-lock.ts";
import { findBinaries } from "./find-binaries.ts";
import { readPostmaster } from "./postmaster.ts";
import { canReach } from "./reach.ts";

// Most of them make a cluster; on a busy machine that takes its time.
vi.setConfig({ testTimeout: 30_000 });

const isRoot = process.getuid?.() === 0;
const nobody = { uid: 65_534, gid: 65_534 };
/** As root we can try out ordinary users, who must be able to read this checkout for that. */
const canBeNobody = isRoot && (await canReach(import.meta.dirname, nobody));

let root: string;
let dataDir: string;
let databases: LazyDatabase[] = [];
let processes: DatabaseProcess[] = [];
beforeEach(async () => {
  root = await makeTestFolder();
  dataDir = join(root, "data");
});
afterEach(async () => {
  await Promise.all(processes.map((child) => child.kill()));
  await Promise.all(databases.map((database) => database.close()));
  [databases, processes] = [[], []];
  killServer(await clusterFolder(dataDir));
  await rm(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
});

function open(options: Partial<DatabaseOptions> = {}): LazyDatabase {
  const database = createLazyDatabase({ dataDir, logger: silentLogger, applicationName: "test", ...options });
  databases.push(database);
  return database;
}

function start(uid?: number): DatabaseProcess {
  const child = startDatabaseProcess(dataDir, uid);
  processes.push(child);
  return child;
}

const mark = (database: LazyDatabase) =>
  database.use(async ({ sql }) => {
    await sql`create table if not exists marks (id int)`;
    await sql`insert into marks values (1)`;
    const [row] = await sql<{ count: number }[]>`select count(*)::int from marks`;
    return row?.count;
  });
const postmaster = async () => readPostmaster(await clusterFolder(dataDir));

test("makes a cluster that only its socket leads to, stops it, and starts it again with what it kept", async () => {
  const database = open();
  expect(await mark(database)).toBe(1);
  expect(await database.check()).toBeUndefined();
  expect(await postmaster()).toMatchObject({ status: "ready", host: "", socketFolder: join(dataDir, "postgres") });
  const settings = await database.use(
    ({ sql }) =>
      sql`select current_setting('fsync') as fsync, current_setting('server_encoding') as encoding, current_setting('listen_addresses') as addresses`,
  );
  expect(settings).toEqual([{ fsync: "on", encoding: "UTF8", addresses: "" }]);

  await database.close();

  expect(await postmaster()).toBeUndefined();
  expect(await readdir(dataDir)).toEqual(["postgres", "postgres.log"]);
  expect(await mark(open())).toBe(2);
});

test("several processes that start at once share one server, and the last one out stops it", async () => {
  const children = [start(), start(), start()];
  const ready = await Promise.all(children.map((child) => child.next()));
  expect(ready[0]).toMatch(/^ready /);
  expect(new Set(ready).size).toBe(1);

  for (const [index, child] of children.entries()) {
    child.tell("add");
    expect(await child.next()).toBe(`added ${index + 1}`);
    child.tell("close");
    expect(await child.next()).toBe("closed");
    expect((await postmaster()) === undefined).toBe(index === children.length - 1);
  }
});

test("killing the process that started it harms nobody, and what is left behind is used and stopped by the next", async () => {
  const starter = start();
  const ready = await starter.next();
  const other = start();
  expect(await other.next()).toBe(ready);

  await starter.kill();
  other.tell("add");
  expect(await other.next()).toBe("added 1");
  await other.kill();
  const left = await postmaster();
  expect(left?.status).toBe("ready");

  const next = open();
  expect(await mark(next)).toBe(2);
  expect(await postmaster()).toEqual(left);
  await next.close();
  expect(await postmaster()).toBeUndefined();
});

test.for(["SIGKILL", "SIGINT"] as const)("the next use starts a server again that was ended by %s", async (signal) => {
  const database = open();
  expect(await mark(database)).toBe(1);
  const { pid = 0 } = (await postmaster()) ?? {};

  process.kill(pid, signal);
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), 5000);

  // A use that meets the connection in the moment of its death fails; the one after it does not.
  const first = await mark(database).catch(() => undefined);
  expect(await mark(database)).toBeGreaterThanOrEqual(first === undefined ? 2 : 3);
  expect((await postmaster())?.pid).not.toBe(pid);
});

test("a postmaster.pid left by a crash does not keep it from starting, even where the pid lives on as something else", async () => {
  const first = open();
  await mark(first);
  const file = join(dataDir, "postgres", "postmaster.pid");
  const content = await readFile(file, "utf8");
  await first.close();
  await writeFile(file, content.replace(/^\d+/, String(process.pid)), { mode: 0o600 });

  expect(await mark(open())).toBe(2);
});

test("what a killed server leaves does not keep the next from starting, where its pid is somebody else's now, as in a new container", async () => {
  await mark(open());
  const folder = join(dataDir, "postgres");
  const files = [join(folder, "postmaster.pid"), join(folder, ".s.PGSQL.5432.lock")];
  const left = await Promise.all(files.map((file) => readFile(file, "utf8")));
  const pid = (await postmaster())?.pid ?? 0;
  await Promise.all(databases.map((database) => database.close()));
  expect(isAlive(pid)).toBe(false);
  await Promise.all(
    files.map((file, index) =>
      writeFile(file, (left[index] ?? "").replace(/^\d+/, String(process.pid)), { mode: 0o600 }),
    ),
  );

  expect(await mark(open())).toBe(2);
});

test("a path that is too long for a socket, and has more than letters in it, gets a short one", async () => {
  dataDir = join(root, "a long, 'long' ü path".repeat(6), "data");
  await mkdir(dataDir, { recursive: true });
  const database = open();
  await mark(database);

  const { socketFolder = "" } = (await postmaster()) ?? {};
  expect(socketFolder.length).toBeLessThan(80);
  expect((await stat(socketFolder)).mode & 0o777).toBe(0o700);
  await database.close();
  await expect(stat(socketFolder)).rejects.toMatchObject({ code: "ENOENT" });
});

test("where there are no unix sockets it listens on the loopback and wants its password", async () => {
  const database = open({ embedded: { tcp: true } });
  await mark(database);

  const { port, host, socketFolder } = (await postmaster()) ?? {};
  expect({ host, socketFolder }).toEqual({ host: "127.0.0.1", socketFolder: "" });
  const stranger = createLazyDatabase({
    databaseUrl: `postgres://mcp_tools:guess@127.0.0.1:${port}/postgres`,
    dataDir: "",
    logger: silentLogger,
    applicationName: "test",
  });
  await expect(stranger.get()).rejects.toMatchObject({ message: expect.stringContaining("28P01") });
  // A process that prefers sockets finds it all the same.
  expect(await mark(open())).toBe(2);
});

test("a folder that cannot be one is refused with what to do", async () => {
  await writeFile(dataDir, "a file");

  await expect(open().get()).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringMatching(/ENOTDIR|EEXIST/),
  });
  await rm(dataDir);
});

test("data of another PostgreSQL major is refused", async () => {
  const folder = join(dataDir, "postgres");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "PG_VERSION"), "14\n");
  if (isRoot) await chown(folder, nobody.uid, nobody.gid);

  await expect(open().get()).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringMatching(/PostgreSQL 14.*PostgreSQL 18/),
  });
});

test("a server that does not start says why", async () => {
  await open().get();
  await databases[0]?.close();
  const settings = join(dataDir, "postgres", "postgresql.conf");
  await writeFile(settings, `${await readFile(settings, "utf8")}\nnonsense = on\n`);

  await expect(open().get()).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("postgres.log"),
    detail: expect.stringContaining("nonsense"),
  });
});

describe.runIf(isRoot)("under root", () => {
  const loggedLines = () => {
    const lines: string[] = [];
    const logger: Logger = { ...silentLogger, info: (_fields, message) => lines.push(message), child: () => logger };
    return { lines, logger };
  };

  test("a data folder that the server's user cannot reach keeps its database elsewhere, and remembers where", async () => {
    await chmod(root, 0o700);
    const systemRoot = await makeTestFolder();
    const systemDir = join(systemRoot, "system");
    const { lines, logger } = loggedLines();
    const database = open({ logger, embedded: { systemDir } });

    expect(await mark(database)).toBe(1);
    expect(await clusterFolder(dataDir)).toMatch(new RegExp(`^${systemDir}/[0-9a-f]{12}/postgres$`));
    expect(lines.filter((line) => line.includes("elsewhere"))).toHaveLength(1);
    await database.close();
    await chmod(root, 0o755);
    const again = open({ logger, embedded: { systemDir } });
    expect(await mark(again)).toBe(2);

    await again.close();
    await rm(systemRoot, { recursive: true });
  });

  test("a copy of such a data folder is refused, and so is one that came alone from another machine", async () => {
    await chmod(root, 0o700);
    const systemRoot = await makeTestFolder();
    const systemDir = join(systemRoot, "system");
    const copy = join(root, "copy");
    const place = (folder: string) => placeCluster(folder, { systemDir, logger: silentLogger });
    await mkdir(dataDir);
    const { folder } = await place(dataDir);
    expect(await place(dataDir)).toMatchObject({ folder });
    await cp(dataDir, copy, { recursive: true });

    await expect(place(copy)).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("a copy of"),
    });
    await rm(systemDir, { recursive: true });
    await expect(place(dataDir)).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("copied from another machine"),
    });
    await rm(systemRoot, { recursive: true });
  });

  test("binaries that the server's user cannot reach are copied once", async () => {
    const hidden = join(root, "hidden");
    await mkdir(hidden, { mode: 0o700 });
    const real = findBinaries();
    await cp(real.folder, join(hidden, "native"), { recursive: true, verbatimSymlinks: true });
    const systemDir = join(root, "system");
    const server = createEmbeddedServer({
      dataDir,
      systemDir,
      logger: silentLogger,
      binaries: { ...real, folder: join(hidden, "native") },
    });

    await server.ensure();

    expect(await readdir(systemDir)).toEqual([`postgres-${real.version}`]);
    await server.release();
  });

  test.runIf(canBeNobody)("an ordinary user's folder is served as that user", async () => {
    await mkdir(dataDir);
    await chown(dataDir, nobody.uid, nobody.gid);
    const child = start(nobody.uid);
    expect(await child.next()).toMatch(/^ready /);

    expect(await mark(open())).toBe(1);

    child.tell("add");
    expect(await child.next()).toBe("added 2");
    expect((await stat(join(dataDir, "postgres"))).uid).toBe(nobody.uid);
    child.tell("close");
    expect(await child.next()).toBe("closed");
  });

  test.runIf(canBeNobody)("a folder that an ordinary user may not write is refused with what to do", async () => {
    await mkdir(dataDir);

    expect(await start(nobody.uid).next()).toMatch(/^failed .*EACCES.*DATA_DIR.*DATABASE_URL/);
  });
});
