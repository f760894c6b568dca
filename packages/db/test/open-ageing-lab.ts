import type { Change } from "@mcp-tools/core";
import { silentLogger } from "@mcp-tools/core";
import { onTestFinished } from "vitest";
import type { LazyDatabase } from "../src/connection/lazy-database.ts";
import { createChangeFeed } from "../src/repositories/change-feed.ts";
import { createProcessStore } from "../src/repositories/process-store.ts";

const columns = {
  approvals: ["created_at", "expires_at", "decided_at", "used_at", "settled_at"],
  approval_grants: ["created_at", "expires_at", "revoked_at"],
  idempotency_keys: ["created_at", "expires_at"],
  processes: ["last_seen_at"],
};

/** An empty database in which time passes when told, and what is announced about one kind is noted. */
export async function openAgeingLab(database: LazyDatabase, kind: Change["kind"]) {
  const announced: string[] = [];
  const changes = createChangeFeed({ database, logger: silentLogger });
  const processes = createProcessStore({ database });
  await database.use(({ sql }) => sql`truncate approvals, approval_grants, idempotency_keys, processes`);
  await new Promise<void>((resolve) => {
    changes.subscribe({
      onChange: (change) => {
        if (change.kind === kind && "id" in change) announced.push(change.id);
      },
      onGap: resolve,
    });
  });
  onTestFinished(() => changes.close());
  return {
    announced: () => announced,
    async age(ms: number): Promise<void> {
      for (const [table, names] of Object.entries(columns)) {
        const set = names.map((name) => `${name} = ${name} - ${ms} * interval '1 millisecond'`).join(", ");
        await database.use(({ sql }) => sql.unsafe(`update ${table} set ${set}`));
      }
    },
    report: (id: string) =>
      processes.report({
        id,
        host: "host",
        pid: 1,
        version: "1",
        services: [],
        startedAt: 0,
        lastSeenAt: 0,
        rssBytes: 1,
        cpu: 0,
        sessions: {},
      }),
  };
}
