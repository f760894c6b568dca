import { randomBytes, randomUUID } from "node:crypto";
import { chown, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Cluster } from "./cluster-folder.ts";
import type { Binaries } from "./find-binaries.ts";
import { runBinary, type Identity } from "./run-binary.ts";

export const databaseUser = "mcp_tools";
export const databaseName = "postgres";
/** In the cluster's folder: what TCP connections need. The socket needs none, its folder is the lock. */
export const passwordFile = "tcp-password";

/** Makes a new cluster. It appears under its name only when complete, so that being killed halfway leaves nothing to repair. */
export async function initCluster({ folder, identity }: Cluster, binaries: Binaries): Promise<void> {
  const draft = join(dirname(folder), `postgres.new-${randomUUID().slice(0, 8)}`);
  const password = `${draft}.password`;
  try {
    await mkdir(draft, { recursive: true, mode: 0o700 });
    await writeFile(password, randomBytes(24).toString("base64url"), { mode: 0o600 });
    await giveTo(identity, draft, password);
    await runBinary(binaries, "initdb", {
      args: initArguments(draft, password, binaries),
      identity,
      timeoutMs: 120_000,
    });
    await rename(password, join(draft, passwordFile));
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
    await rm(password, { force: true });
  }
}

async function giveTo({ uid, gid }: Identity, ...paths: readonly string[]): Promise<void> {
  if (uid === undefined || gid === undefined) return;
  for (const path of paths) await chown(path, uid, gid);
}

function initArguments(folder: string, password: string, { major }: Binaries): string[] {
  return [
    `--pgdata=${folder}`,
    `--username=${databaseUser}`,
    `--pwfile=${password}`,
    "--auth-local=trust",
    "--auth-host=scram-sha-256",
    "--no-sync",
    "--no-instructions",
    "--encoding=UTF8",
    // PostgreSQL's own Unicode rules where it has them (17 on): the same on every system.
    ...(major >= 17 ? ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"] : ["--locale=C.UTF-8"]),
  ];
}
