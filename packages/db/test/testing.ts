import { randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@mcp-tools/core";
import { connect } from "../src/connection/connect.ts";
import { createLazyDatabase, type LazyDatabase } from "../src/connection/lazy-database.ts";
import { createEmbeddedServer } from "../src/embedded/embedded-server.ts";
import { findBinaries, type Binaries } from "../src/embedded/find-binaries.ts";
import { copyTemplate, makeTestFolder, migratedName } from "./template-cluster.ts";

export { makeTestFolder };

export interface PostgresKind {
  readonly name: string;
  /** Not installed here, which only a laptop may be: `describe.skipIf(isMissing)`. In CI opening it fails instead. */
  readonly isMissing: boolean;
  open(): Promise<TestServer>;
}

export interface TestServer {
  /** A fresh database with our schema; its URL. */
  createDatabase(): Promise<string>;
  /** A fresh database without anything in it; its URL. */
  createEmptyDatabase(): Promise<string>;
  close(): Promise<void>;
}

const debianFolder = "/usr/lib/postgresql";

/** The PostgreSQL we ship, and the oldest that we support as Debian packages it. */
export const postgresKinds: readonly PostgresKind[] = [
  { name: "the embedded PostgreSQL", isMissing: false, open: () => openTestServer(findBinaries()) },
  {
    name: "the system's PostgreSQL",
    isMissing: findDebian() === undefined && !process.env["CI"],
    open: () => openTestServer(findDebian()),
  },
];

export interface TestDatabase {
  readonly url: string;
  readonly database: LazyDatabase;
  close(): Promise<void>;
}

/** A migrated database on a throw-away server of its own. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const server = await openTestServer(findBinaries());
  const url = await server.createDatabase();
  const database = createLazyDatabase({
    databaseUrl: url,
    dataDir: tmpdir(),
    logger: silentLogger,
    applicationName: "test",
  });
  return {
    url,
    database,
    async close() {
      await database.close();
      await server.close();
    },
  };
}

/** A throw-away cluster, reached over loopback TCP like somebody's own PostgreSQL. */
async function openTestServer(binaries: Binaries | undefined): Promise<TestServer> {
  if (binaries === undefined)
    throw new Error(
      "Install Debian's package postgresql: these tests run against the oldest supported PostgreSQL, too",
    );
  const dataDir = await copyTemplate(binaries);
  const server = createEmbeddedServer({ dataDir, binaries, tcp: true, logger: silentLogger });
  const endpoint = await server.ensure();
  if (!("host" in endpoint)) throw new Error("A test server listens on TCP");
  const stopOnExit = () => killServer(join(dataDir, "postgres"));
  process.once("exit", stopOnExit);
  const { sql } = connect(endpoint, { applicationName: "test-admin", poolMax: 1, statementTimeoutMs: 60_000 });
  const urlOf = (name: string) =>
    `postgres://${endpoint.user}:${endpoint.password}@${endpoint.host}:${endpoint.port}/${name}`;
  const create = async (template: string) => {
    const name = `test_${randomUUID().slice(0, 8)}`;
    await sql.unsafe(`create database ${name} template ${template} strategy file_copy`);
    return urlOf(name);
  };
  return {
    createDatabase: () => create(migratedName),
    createEmptyDatabase: () => create("template0"),
    async close() {
      await sql.end({ timeout: 1 });
      killServer(join(dataDir, "postgres"));
      process.removeListener("exit", stopOnExit);
      await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    },
  };
}

/** Ends the folder's server without ceremony, if one runs. Its data is not needed any more. */
export function killServer(clusterFolder: string): void {
  const file = join(clusterFolder, "postmaster.pid");
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, "utf8").split("\n")[0]);
  try {
    // Immediate shutdown: unlike SIGKILL it takes the server's own processes along.
    process.kill(pid, "SIGQUIT");
  } catch {
    // It has ended already.
  }
}

function findDebian(): Binaries | undefined {
  const majors = existsSync(debianFolder)
    ? readdirSync(debianFolder)
        .map(Number)
        .filter((major) => major >= 15)
    : [];
  const major = majors
    .sort((a, b) => a - b)
    .find((number) => existsSync(join(debianFolder, String(number), "bin", "initdb")));
  return major === undefined ? undefined : { folder: join(debianFolder, String(major)), version: String(major), major };
}
export { openTcpProxy, type TcpProxy } from "./tcp-proxy.ts";
