import { createHash } from "node:crypto";
import { chmod, mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AppError, type Logger } from "@mcp-tools/core";
import { canReach } from "./reach.ts";
import type { Identity } from "./run-binary.ts";

/** `nobody` everywhere that matters: PostgreSQL refuses to run as root. */
const unprivileged = 65_534;
const pointerName = "postgres.location";

export interface Cluster {
  readonly folder: string;
  readonly identity: Identity;
}

/** The folder of this data folder's cluster: `postgres` in it, unless a start under root had to put it elsewhere. */
export async function clusterFolder(dataDir: string): Promise<string> {
  const elsewhere = await readFile(join(dataDir, pointerName), "utf8").catch(() => "");
  return elsewhere.trim() || join(dataDir, "postgres");
}

/**
 * Decides where the cluster lives and as whom the server runs. Under root that is the owner of the folder, or `nobody`,
 * and a cluster that `nobody` could not reach goes to `systemDir`; the data folder remembers it.
 * Call it under the lock.
 * @throws AppError `unavailable` when an existing cluster cannot be used as it is
 */
export async function placeCluster(
  dataDir: string,
  { systemDir, logger }: { systemDir: string; logger: Logger },
): Promise<Cluster> {
  const folder = await clusterFolder(dataDir);
  if (process.getuid?.() !== 0) return { folder, identity: {} };
  const found = await stat(folder).catch(() => undefined);
  if (found?.uid === 0) {
    throw new AppError(
      "unavailable",
      `The database folder ${folder} belongs to root, as whom PostgreSQL does not run. Give it away: chown -R ${unprivileged}:${unprivileged} ${folder}`,
    );
  }
  const identity = { uid: found?.uid ?? unprivileged, gid: found?.gid ?? unprivileged };
  if (await isReachable(folder, identity)) return { folder, identity };
  if (found !== undefined) {
    throw new AppError(
      "unavailable",
      `The database folder ${folder} belongs to uid ${found.uid}, who may not pass through the folders above it. Allow it (chmod o+x), or run as an ordinary user.`,
    );
  }
  return { folder: await placeElsewhere(dataDir, systemDir, logger), identity };
}

async function isReachable(folder: string, identity: Identity): Promise<boolean> {
  const parent = dirname(folder);
  return (await stat(parent).catch(() => undefined)) === undefined ? false : canReach(parent, identity);
}

async function placeElsewhere(dataDir: string, systemDir: string, logger: Logger): Promise<string> {
  const parent = join(systemDir, createHash("sha256").update(dataDir).digest("hex").slice(0, 12));
  const isOpen = await openFolders(systemDir, parent).catch((cause: unknown) => cause);
  if (isOpen !== true) {
    throw new AppError(
      "unavailable",
      `PostgreSQL does not run as root, and its user can reach neither ${dataDir} nor ${parent}. Run as an ordinary user, or set DATABASE_URL.`,
      { cause: isOpen },
    );
  }
  const folder = join(parent, "postgres");
  const pointer = join(dataDir, pointerName);
  await writeFile(`${pointer}.new`, `${folder}\n`);
  await rename(`${pointer}.new`, pointer);
  logger.info(
    { dataDir, folder },
    "PostgreSQL does not run as root and its user cannot reach the data folder: the database is kept elsewhere",
  );
  return folder;
}

async function openFolders(systemDir: string, parent: string): Promise<boolean> {
  await mkdir(parent, { recursive: true });
  for (const path of [systemDir, parent]) await chmod(path, 0o755);
  return canReach(parent, { uid: unprivileged, gid: unprivileged });
}
