import { spawn } from "node:child_process";
import { join } from "node:path";
import { AppError } from "@mcp-tools/core";
import type { Binaries } from "./find-binaries.ts";

/** The user that PostgreSQL runs as; empty: the one we are. */
export interface Identity {
  readonly uid?: number;
  readonly gid?: number;
}

/** Our environment holds secrets that are none of another user's business. Windows programs do not run without theirs. */
export const serverEnvironment = process.platform === "win32" ? {} : { env: { LC_ALL: "C" } };

const outputCharsMax = 4000;

/**
 * Runs one of PostgreSQL's programs to its end.
 * @throws AppError `unavailable` with the end of its output as detail
 */
export function runBinary(
  binaries: Binaries,
  name: "initdb" | "pg_ctl",
  { args, identity, timeoutMs }: { args: readonly string[]; identity: Identity; timeoutMs: number },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(binaries.folder, "bin", name), args, {
      ...identity,
      ...serverEnvironment,
      cwd: "/",
      stdio: ["ignore", "pipe", "pipe"],
      timeout: timeoutMs,
      windowsHide: true,
    });
    let output = "";
    const collect = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-outputCharsMax));
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.on("error", (cause) =>
      reject(new AppError("unavailable", `The embedded database's ${name} cannot be run.`, { cause })),
    );
    child.on("close", (code, signal) => {
      if (code === 0) resolve();
      else reject(failure(name, signal ?? code, output.trim()));
    });
  });
}

function failure(name: string, reason: string | number | null, detail: string): AppError {
  const message = /user does not exist/.test(detail)
    ? "The embedded database does not run as a user without a name. Give the user an entry in /etc/passwd, run as another, or set DATABASE_URL."
    : `The embedded database's ${name} failed (${reason}).`;
  return new AppError("unavailable", message, { detail });
}
