// A process of its own on a data folder, for tests that kill it: `node database-process.ts <dataDir>`.
// Says `ready <server's start time>` and then answers each line on stdin: `add` inserts a row and says how many there are, `close` ends.
import { createInterface } from "node:readline";
import { silentLogger } from "@mcp-tools/core";
import { createLazyDatabase } from "../src/connection/lazy-database.ts";

const [dataDir = ""] = process.argv.slice(2);
const database = createLazyDatabase({ dataDir, logger: silentLogger, applicationName: "child" });
const say = (line: string) => process.stdout.write(`${line}\n`);

try {
  const [row] = await database.use(
    ({ sql }) => sql<{ started: string }[]>`select pg_postmaster_start_time()::text as started`,
  );
  say(`ready ${row?.started}`);
} catch (error) {
  say(`failed ${String(error)}`);
  process.exit(1);
}

for await (const line of createInterface(process.stdin)) {
  if (line === "close") break;
  const [row] = await database.use(async ({ sql }) => {
    await sql`create table if not exists marks (id int)`;
    await sql`insert into marks values (1)`;
    return sql<{ count: number }[]>`select count(*)::int from marks`;
  });
  say(`added ${row?.count}`);
}
await database.close();
say("closed");
process.exit(0);
