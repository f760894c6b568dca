import { withDeadline } from "@mcp-tools/core";
import { rmdir } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { connect, type Endpoint } from "../connection/connect.ts";
import type { Cluster } from "./cluster-folder.ts";
import type { Binaries } from "./find-binaries.ts";
import { runBinary } from "./run-binary.ts";
import { shortSocketFolder } from "./socket-folder.ts";

const looks = 5;
const lookEveryMs = 20;
const stopTimeoutMs = 10_000;

/** Stops the server when no process of ours is connected to it. Returns whether it did. */
export async function stopIfUnused(cluster: Cluster, endpoint: Endpoint, binaries: Binaries): Promise<boolean> {
  if (await isUsed(endpoint)) return false;
  await runBinary(binaries, "pg_ctl", {
    args: ["stop", "-D", cluster.folder, "-m", "fast", "-w", "-t", "10"],
    identity: cluster.identity,
    timeoutMs: stopTimeoutMs + 1000,
  });
  await rmdir(shortSocketFolder(cluster.folder, cluster.identity)).catch(() => {});
  return true;
}

/** Looks more than once: the server's side of connections that we have just closed takes a moment to end. */
async function isUsed(endpoint: Endpoint): Promise<boolean> {
  const { sql, close } = connect(endpoint, { applicationName: "last-one-out", poolMax: 1, statementTimeoutMs: 1000 });
  const count = () => sql<{ others: number }[]>`
    select count(*)::int as others from pg_stat_activity
    where backend_type = 'client backend' and application_name like 'mcp-tools/%' and pid <> pg_backend_pid()`;
  try {
    for (let look = 0; look < looks; look++) {
      const [row] = await withDeadline(count(), 2000, "The database");
      if (row?.others === 0) return false;
      await sleep(lookEveryMs);
    }
    return true;
  } finally {
    await close(1000);
  }
}
