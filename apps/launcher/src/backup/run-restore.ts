import { accessSync, constants, createReadStream, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type { Config } from "@mcp-tools/config";
import { AppError } from "@mcp-tools/core";
import { databaseLocation, filledTables, openDatabase, restoreDatabase, type Restored } from "@mcp-tools/db";
import { operator, recordChange } from "@mcp-tools/governance";
import { createLogger, keepSecret, planSecrets, type SecretsPlan } from "@mcp-tools/platform";
import type { Output } from "../cli/output.ts";
import { withPlatform } from "../cli/with-platform.ts";
import { fileError } from "./file-errors.ts";
import { unseal } from "./sealed-file.ts";

export interface RestoreRequest {
  readonly file: string;
  readonly passphrase: () => Promise<string>;
  /** Whether what is in the database may go; else one with data is refused. */
  readonly replace: boolean;
  /** Without asking. */
  readonly yes: boolean;
  readonly json: boolean;
}

export interface RestoreDeps {
  readonly config: Config;
  readonly output: Output;
  /** Asks the person at the terminal; undefined where there is none. */
  readonly ask: ((question: string) => Promise<string>) | undefined;
}

/** Settings that a person has to take over, in DATA_DIR. */
const settingsFile = "restored-secrets.env";

/** Puts a backup into the database, all of it or nothing, and its secrets in place. */
export async function runRestore(request: RestoreRequest, deps: RestoreDeps): Promise<void> {
  const { config, output } = deps;
  const { dir: dataDir, databaseUrl } = config.data;
  const location = databaseLocation({ dataDir, databaseUrl });
  const logger = createLogger({ level: config.logLevel });
  // What comes after the database must not fail: then the secrets would be nowhere.
  mustTakeFiles(dataDir);
  const words = await request.passphrase();
  // One connection: any other of ours would be one that uses the database.
  const options = { dataDir, databaseUrl, logger, applicationName: "restore", migrates: false, poolMax: 1 };
  const database = await openDatabase(options);
  let restored: Restored | undefined;
  try {
    const filled = await filledTables(database.sql);
    const replace = filled.length > 0 && (await mayReplace(filled, location, request, deps.ask));
    await readBackup(request.file, words, async (frames) => {
      restored = await restoreDatabase(database.sql, frames, { replace });
    });
  } finally {
    await database.close();
  }
  if (restored === undefined) throw new AppError("internal", "The backup was not read.");
  const plan = planSecrets(config, restored.head.secrets);
  const previous = plan.kept === undefined ? undefined : keepSecret(dataDir, plan.kept);
  const missing = writeSettings(dataDir, plan);
  // With another key in force, a row of ours would look like a forger's.
  if (plan.settings.SECRET_KEY === undefined) await record(config, request.file, restored);
  report({ restored, location, previous, missing }, { json: request.json, output });
}

function mustTakeFiles(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw fileError(error, `The secrets of the backup cannot be written to ${dataDir}`);
  }
}

async function readBackup(
  file: string,
  words: string,
  use: (frames: AsyncIterable<Buffer>) => Promise<void>,
): Promise<void> {
  try {
    await pipeline(
      createReadStream(file),
      (sealed: AsyncIterable<Buffer>) => unseal(sealed, words),
      createGunzip(),
      use,
    );
  } catch (error) {
    throw fileError(error, `${file} cannot be read`);
  }
}

async function mayReplace(
  filled: readonly string[],
  location: string,
  { replace, yes }: RestoreRequest,
  ask: RestoreDeps["ask"],
): Promise<boolean> {
  if (!replace)
    throw new AppError(
      "conflict",
      `The database at ${location} is not empty (${filled.join(", ")}). Restore into an empty one, or say --replace: then everything in it is deleted.`,
    );
  if (yes) return true;
  if (ask === undefined)
    throw new AppError("invalid_input", "Nobody is there to be asked. Say --yes if everything in it may be deleted.");
  const answer = await ask(
    `Everything in the database at ${location} will be deleted (${filled.join(", ")}).\nType ${location} to go on: `,
  );
  if (answer.trim() === location) return true;
  throw new AppError("cancelled", "That is not its name. Nothing was changed.");
}

function writeSettings(dataDir: string, { settings }: SecretsPlan): { file: string; names: string[] } | undefined {
  const names = Object.keys(settings);
  if (names.length === 0) return undefined;
  const file = join(dataDir, settingsFile);
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${JSON.stringify(value)}\n`);
  writeFileSync(file, lines.join(""), { mode: 0o600 });
  return { file, names };
}

function record(config: Config, file: string, { head }: Restored): Promise<void> {
  const details = { file, madeAt: head.madeAt, version: head.version };
  return withPlatform(config, ({ audit }) =>
    recordChange(audit, operator, { kind: "change", action: "backup.restore", details }),
  );
}

interface Report {
  readonly restored: Restored;
  readonly location: string;
  /** Where the secret is that was there before. */
  readonly previous: string | undefined;
  readonly missing: { readonly file: string; readonly names: readonly string[] } | undefined;
}

function report(
  { restored: { head, rows, applied }, location, previous, missing }: Report,
  { json, output }: { json: boolean; output: Output },
): void {
  const { madeAt, version } = head;
  if (json)
    return output.json({
      database: location,
      madeAt,
      version,
      tables: rows,
      applied,
      previousSecret: previous,
      missing,
    });
  const count = Object.values(rows).reduce((sum, one) => sum + one, 0);
  output.print(
    `Restored ${count} rows into the database at ${location}, as they were at ${madeAt} (mcp-tools ${version}).`,
  );
  if (applied.length > 0) output.print(`Brought up to this version: ${applied.join(", ")}.`);
  if (previous !== undefined) output.note(`The secret that was there before is now in ${previous}.`);
  if (missing !== undefined)
    output.note(
      `${missing.names.join(" and ")} must be set as in ${missing.file}, for every process, or credentials and sign-ins cannot be read. Remove the file then.`,
    );
}
