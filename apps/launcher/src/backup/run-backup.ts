import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { Config } from "@mcp-tools/config";
import { dumpDatabase, openDatabase } from "@mcp-tools/db";
import { operator, recordChange } from "@mcp-tools/governance";
import { createLogger, readSecrets } from "@mcp-tools/platform";
import type { Output } from "../cli/output.ts";
import { withPlatform } from "../cli/with-platform.ts";
import { saveFile } from "./save-file.ts";
import { seal, type SealOptions } from "./sealed-file.ts";

export interface BackupRequest {
  readonly file: string;
  readonly passphrase: () => Promise<string>;
  readonly json: boolean;
  /** For tests: how much a passphrase costs. */
  readonly sealing?: SealOptions;
}

/** Writes everything that is in the database, and the secrets it needs, into one encrypted file. Processes may run on. */
export async function runBackup(
  { file, passphrase, json, sealing }: BackupRequest,
  { config, output, version }: { config: Config; output: Output; version: string },
): Promise<void> {
  const logger = createLogger({ level: config.logLevel });
  const { dir: dataDir, databaseUrl } = config.data;
  const words = await passphrase();
  const database = await openDatabase({ dataDir, databaseUrl, logger, applicationName: "backup", migrates: false });
  const tables: Record<string, number> = {};
  const options = {
    version,
    secrets: readSecrets(config, logger),
    onTable: (table: string, rows: number) => void (tables[table] = rows),
  };
  try {
    const bytes = await saveFile(file, (sink) =>
      dumpDatabase(database, options, async (frames) => {
        // First: who took everything along has to be known, whatever comes after.
        await withPlatform(config, ({ audit }) =>
          recordChange(audit, operator, { kind: "access", action: "backup.write", details: { file } }),
        );
        await pipeline(
          frames,
          createGzip({ level: 6 }),
          (text: AsyncIterable<Buffer>) => seal(text, words, sealing),
          sink,
        );
      }),
    );
    report({ file, bytes, tables }, { json, output });
  } finally {
    await database.close();
  }
}

function report(
  written: { file: string; bytes: number; tables: Readonly<Record<string, number>> },
  { json, output }: { json: boolean; output: Output },
): void {
  if (json) return output.json(written);
  const rows = Object.values(written.tables).reduce((sum, count) => sum + count, 0);
  output.print(
    `Wrote ${written.file}: ${rows} rows of ${Object.keys(written.tables).length} tables, ${written.bytes} bytes.`,
  );
  output.note(
    "Keep its passphrase elsewhere: without it nobody can read the file, and with it one reads every secret.",
  );
}
