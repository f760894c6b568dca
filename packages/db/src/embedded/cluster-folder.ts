import { randomBytes } from "node:crypto";
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
  return (await readPointer(dataDir))?.folder ?? join(dataDir, "postgres");
}

/** Two lines: where the cluster is, and of which data folder. */
async function readPointer(dataDir: string): Promise<{ folder: string; owner: string | undefined } | undefined> {
  const text = await readFile(join(dataDir, pointerName), "utf8").catch(() => "");
  const [folder, owner] = text.split("\n").map((line) => line.trim());
  return folder ? { folder, owner: owner || undefined } : undefined;
}

/** A data folder that was copied alone has no data, and must neither begin with none nor work on the original's. */
async function checkPointer(dataDir: string): Promise<void> {
  const pointer = await readPointer(dataDir);
  if (pointer === undefined) return;
  const { folder, owner } = pointer;
  const file = join(dataDir, pointerName);
  if (owner !== undefined && owner !== dataDir)
    throw new AppError(
      "unavailable",
      `The database of ${dataDir} is in ${folder}, and belongs to ${owner}: this is a copy of that folder without its data. Take the data along with \`mcp-tools backup\` and \`restore\`. If ${owner} was moved here, write ${dataDir} into the second line of ${file}.`,
    );
  if ((await stat(dirname(folder)).catch(() => undefined)) === undefined)
    throw new AppError(
      "unavailable",
      `The database of ${dataDir} is in ${folder}, as ${file} says, and that is not there: ${dataDir} was copied from another machine without it. Take the data along with \`mcp-tools backup\` and \`restore\`, or remove ${file} to begin with an empty database.`,
    );
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
  await checkPointer(dataDir);
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
  // Another one each time: a data folder that is new begins with a database that is.
  const parent = join(systemDir, randomBytes(6).toString("hex"));
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
  await writeFile(`${pointer}.new`, `${folder}\n${dataDir}\n`);
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
