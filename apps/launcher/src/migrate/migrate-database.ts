import type { Config } from "@mcp-tools/config";
import { databaseLocation, openDatabase } from "@mcp-tools/db";
import { createLogger } from "@mcp-tools/platform";

/** Opens the database, which migrates it, and closes it again. @returns the migrations that this applied */
export async function migrateDatabase({
  data,
  logLevel,
}: Config): Promise<{ location: string; applied: readonly string[] }> {
  const options = { dataDir: data.dir, databaseUrl: data.databaseUrl };
  const database = await openDatabase({
    ...options,
    logger: createLogger({ level: logLevel }),
    applicationName: "migrate",
  });
  await database.close();
  return { location: databaseLocation(options), applied: database.applied };
}
