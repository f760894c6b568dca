import { existsSync, realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import manifest from "../../package.json" with { type: "json" };

/** This installation, as others have to call it. */
export interface Installation {
  readonly version: string;
  /** Absolute path of the running entry point, links resolved. */
  readonly entry: string;
  readonly node: string;
  /** What a person types before a command's name. */
  readonly command: string;
}

export function findInstallation(entry: string = process.argv[1] ?? ""): Installation {
  const path = existsSync(entry) ? realpathSync(entry) : resolve(entry);
  // apps/launcher/dist/main.js in a checkout; elsewhere it is installed under its own name.
  const isCheckout = existsSync(join(dirname(path), "..", "..", "..", "scripts", "start.mjs"));
  return {
    version: manifest.version,
    entry: path,
    node: process.execPath,
    command: isCheckout ? "npm start --" : "mcp-tools",
  };
}
