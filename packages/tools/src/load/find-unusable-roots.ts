import { opendir } from "node:fs/promises";

export interface UnusableRoot {
  readonly root: string;
  /** For people: `it does not exist`. */
  readonly reason: string;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "it does not exist",
  ENOTDIR: "it is no folder",
  EACCES: "this user may not read it",
  EPERM: "this user may not read it",
};

/** Which folders of FILES_ROOTS cannot be read. */
export async function findUnusableRoots(roots: readonly string[]): Promise<UnusableRoot[]> {
  const reasonsFound = await Promise.all(roots.map(reasonAgainst));
  return roots.flatMap((root, index) => {
    const reason = reasonsFound[index];
    return reason === undefined ? [] : [{ root, reason }];
  });
}

async function reasonAgainst(root: string): Promise<string | undefined> {
  try {
    await (await opendir(root)).close();
    return undefined;
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    return reasons[code] ?? `it cannot be read (${code})`;
  }
}
