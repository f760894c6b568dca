import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { chmod, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { silentLogger } from "@mcp-tools/core";
import { connect } from "../src/connection/connect.ts";
import { migrate } from "../src/connection/migrate.ts";
import { createEmbeddedServer } from "../src/embedded/embedded-server.ts";
import { isAlive } from "../src/embedded/file-lock.ts";
import type { Binaries } from "../src/embedded/find-binaries.ts";
import { migrations } from "../src/migrations.ts";

/** The database in it that has our schema. */
export const migratedName = "migrated";

const stopMs = 30_000;

/** A folder that the server's user can reach also when we are root. */
export async function makeTestFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "mcp-db-"));
  await chmod(folder, 0o755);
  return folder;
}

/** A data folder of its own with a cluster that has our schema: a copy, since making one takes seconds. */
export async function copyTemplate(binaries: Binaries): Promise<string> {
  const template = await findTemplate(binaries);
  const folder = await makeTestFolder();
  // Whose files they are matters: under root the server runs as another user.
  await promisify(execFile)("cp", ["-a", `${template}/.`, folder]);
  return folder;
}

/** Made once for these binaries and migrations. Of two that make it at the same time the first one counts. */
async function findTemplate(binaries: Binaries): Promise<string> {
  const what = JSON.stringify([binaries, migrations, process.getuid?.()]);
  const folder = join(tmpdir(), `mcp-db-template-${createHash("sha256").update(what).digest("hex").slice(0, 12)}`);
  if (existsSync(folder)) return folder;
  const draft = await makeTestFolder();
  try {
    await fillTemplate(draft, binaries);
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

async function fillTemplate(dataDir: string, binaries: Binaries): Promise<void> {
  const endpoint = await createEmbeddedServer({ dataDir, binaries, tcp: true, logger: silentLogger }).ensure();
  const admin = connect(endpoint, { applicationName: "test-admin", poolMax: 1, statementTimeoutMs: 60_000 });
  // What these tests write need not survive the machine.
  for (const setting of ["fsync", "full_page_writes"]) await admin.sql.unsafe(`alter system set ${setting} = off`);
  await admin.sql.unsafe(`create database ${migratedName}`);
  const template = connect(
    { ...endpoint, database: migratedName },
    {
      applicationName: "test-template",
      poolMax: 1,
      statementTimeoutMs: 60_000,
    },
  );
  await migrate(template.sql);
  await Promise.all([admin.close(1_000), template.close(1_000)]);
  await stopServer(join(dataDir, "postgres"));
}

/** In order, so that a copy starts at once. */
async function stopServer(clusterFolder: string): Promise<void> {
  const pid = Number(readFileSync(join(clusterFolder, "postmaster.pid"), "utf8").split("\n")[0]);
  process.kill(pid, "SIGINT");
  for (const deadline = Date.now() + stopMs; isAlive(pid);) {
    if (Date.now() > deadline) throw new Error(`The template's server (pid ${pid}) does not stop`);
    await sleep(20);
  }
}
