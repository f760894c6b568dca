import { execFile } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { findFreePort } from "./find-free-port.ts";
import { serverOf, type Lab } from "./lab.ts";
import { until } from "./until.ts";

/** Somebody's own PostgreSQL, as `DATABASE_URL` names it: the oldest that we support, on loopback TCP. */
export interface Cluster {
  /** A new and empty database. Its URL has a password in it, as real ones do. */
  createDatabase(): Promise<string>;
  /** Tables that are made in this empty database from now on lie in this folder. */
  moveTo(url: string, folder: string): Promise<void>;
  /** Runs SQL and returns the rows as text, one a line. */
  sql(url: string, text: string): Promise<string>;
  start(): Promise<void>;
  /** At once, as a restart by its administrator does: connections are closed. */
  stop(): Promise<void>;
  /** Freezes and thaws it: connections stay and nothing is answered. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
}

const run = promisify(execFile);
const debianFolder = "/usr/lib/postgresql";
const password = "hunter2-in-the-url";

/** Starts a throw-away cluster of Debian's binaries. PostgreSQL refuses to run as root, so then it runs as `nobody`. */
export async function openCluster(lab: Lab): Promise<Cluster> {
  const bin = findBinaries();
  const home = lab.path("cluster");
  const folder = join(home, "postgres");
  mkdirSync(folder, { recursive: true });
  const identity = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  if (identity.uid !== undefined) chownSync(folder, identity.uid, identity.gid);
  const port = await findFreePort();
  const pg = (name: string, ...args: string[]) =>
    run(join(bin, name), args, {
      ...identity,
      cwd: "/",
      timeout: 30_000,
      env: { LC_ALL: "C.UTF-8", PGPASSWORD: password },
    });
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c max_connections=200`;
  const urlOf = (database: string) => `postgres://tester:${password}@127.0.0.1:${port}/${database}`;
  let count = 0;

  await pg("initdb", "-D", folder, "-A", "trust", "-U", "tester", "--no-sync");
  const cluster: Cluster = {
    async createDatabase() {
      const name = `test_${(count += 1)}`;
      await cluster.sql(urlOf("postgres"), `create database ${name}`);
      return urlOf(name);
    },
    async moveTo(url, folder) {
      if (identity.uid !== undefined) chownSync(folder, identity.uid, identity.gid);
      const { pathname } = new URL(url);
      await cluster.sql(urlOf("postgres"), `create tablespace small location '${folder}'`);
      await cluster.sql(urlOf("postgres"), `alter database ${pathname.slice(1)} set default_tablespace = small`);
    },
    sql: async (url, text) => (await pg("psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", text, url)).stdout.trim(),
    // Its output would keep the pipe of `pg_ctl` open for as long as the server lives.
    start: async () =>
      void (await pg("pg_ctl", "start", "-w", "-D", folder, "-l", join(folder, "log"), "-o", settings)),
    stop: async () => void (await pg("pg_ctl", "stop", "-w", "-m", "fast", "-D", folder)),
    freeze: async () => signalAll(serverOf(home), "SIGSTOP"),
    thaw: async () => signalAll(serverOf(home), "SIGCONT"),
  };
  await cluster.start();
  lab.onClose(async () => {
    if (serverOf(home) === undefined) return;
    await cluster.thaw();
    await pg("pg_ctl", "stop", "-w", "-m", "immediate", "-D", folder);
    await until("the cluster is down", () => serverOf(home) === undefined);
  });
  return cluster;
}

/** The postmaster and its children. */
async function signalAll(postmaster: number | undefined, signal: NodeJS.Signals): Promise<void> {
  if (postmaster === undefined) throw new Error("The cluster does not run");
  const { stdout } = await run("ps", ["-o", "pid=", "--ppid", String(postmaster)]).catch(() => ({ stdout: "" }));
  for (const pid of [
    postmaster,
    ...stdout
      .split("\n")
      .map(Number)
      .filter((child) => child > 0),
  ])
    process.kill(pid, signal);
}

function findBinaries(): string {
  const majors = existsSync(debianFolder)
    ? readdirSync(debianFolder)
        .map(Number)
        .filter((major) => major >= 15)
    : [];
  const bins = majors.toSorted((a, b) => a - b).map((major) => join(debianFolder, String(major), "bin"));
  const found = bins.find((bin) => existsSync(join(bin, "initdb")));
  if (found === undefined)
    throw new Error("PostgreSQL 15 or newer is missing: `bash scripts/install-test-deps.sh` installs it");
  return found;
}
