import { chmod, cp, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { randomUUID } from "node:crypto";
import type { Binaries } from "./find-binaries.ts";
import { canReach } from "./reach.ts";
import type { Identity } from "./run-binary.ts";

const notNeeded = /\.a$|[\\/](pkgconfig|pgxs)$/;

/** The binaries themselves where `identity` can run them, else a copy in `systemDir` that everyone can. */
export async function runnableBinaries(binaries: Binaries, identity: Identity, systemDir: string): Promise<Binaries> {
  if (await canRun(binaries, identity)) return binaries;
  const folder = join(systemDir, `postgres-${binaries.version}`);
  if ((await stat(folder).catch(() => undefined)) === undefined) await copy(binaries.folder, folder, systemDir);
  return { ...binaries, folder };
}

async function canRun({ folder }: Binaries, identity: Identity): Promise<boolean> {
  if (identity.uid === undefined) return true;
  // Under a strict umask the folders above may be open and the files still not be.
  const program = await stat(join(folder, "bin", "postgres"));
  const isOpen = (program.mode & 0o005) === 0o005 || program.uid === identity.uid;
  return isOpen && canReach(join(folder, "bin"), identity);
}

/** Appears under its final name only when complete; whoever else copies at the same time may win. */
async function copy(from: string, to: string, systemDir: string): Promise<void> {
  await mkdir(systemDir, { recursive: true });
  await chmod(systemDir, 0o755);
  const draft = `${to}.${randomUUID()}`;
  try {
    await cp(from, draft, { recursive: true, verbatimSymlinks: true, filter: (source) => !notNeeded.test(source) });
    await openToAll(draft);
    await rename(draft, to);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if ((await stat(to).catch(() => undefined)) === undefined) throw error;
  }
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) await chmod(join(entry.parentPath, entry.name), 0o755);
  }
}
