import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Cluster } from "./cluster.ts";
import type { Lab } from "./lab.ts";
import { until, within } from "./until.ts";

export interface Approval {
  readonly id: string;
  readonly state: string;
  readonly tool: string;
  readonly arguments: string;
  readonly principalId: string;
  readonly decidedBy?: string;
}

/** Whoever decides about calls: with the built command line, on the database that the apps use. */
export interface ApprovalDesk {
  /** The approval that waits for a call with this path, once there is one. */
  waiting(path: string): Promise<Approval>;
  /** By the database, as it is now. */
  state(id: string): Promise<string>;
  cli(...args: string[]): Promise<{ code: number | null; out: string; err: string }>;
  /** `approve <id> --yes …`. @throws Error when that does not end well */
  approve(id: string, ...more: string[]): Promise<void>;
  refuse(id: string, reason: string): Promise<void>;
  /** Makes a new version of the policy, of the default one and this. */
  setPolicy(patch?: object): Promise<void>;
  /** Sets the clock of an approval forward until it is out of time. */
  expire(id: string): Promise<void>;
  sql(text: string): Promise<string>;
}

const TAKEN_IN_MS = 1_000;

/** What holds without anybody having said otherwise, but calls are not held for long. */
const policy = {
  defaults: { read: "allow", write: "allow", destructive: "ask" },
  rules: [],
  toolsets: [],
  tools: {},
  limits: {},
  output: {},
  approvals: { holdSeconds: 12, expireMinutes: 60 },
  idempotency: { keepHours: 24 },
};

export function openApprovalDesk(lab: Lab, cluster: Cluster, databaseUrl: string): ApprovalDesk {
  const dataDir = lab.path("desk");
  const sql = (text: string) => cluster.sql(databaseUrl, text);
  const desk: ApprovalDesk = {
    sql,
    waiting: (path) =>
      until(`a call about ${path} waits for approval`, async () => {
        const found = await sql(
          `select json_build_object('id', id, 'state', state, 'tool', tool, 'arguments', arguments, 'principalId', principal_id)
           from approvals where state = 'waiting' and arguments::json ->> 'path' = '${path}'`,
        );
        return found !== "" && (JSON.parse(found) as Approval);
      }),
    state: (id) => sql(`select state from approvals where id = '${id}'`),
    async cli(...args) {
      const app = lab.spawn("launcher", {
        args: ["approvals", ...args],
        dataDir,
        env: { TOOL_PACKS: "none", DATABASE_URL: databaseUrl },
      });
      app.child.stdin.end();
      const { code } = await within(60_000, `mcp-tools approvals ${args.join(" ")} ends`, app.ended);
      return { code, out: app.stdout(), err: app.stderr() };
    },
    approve: async (id, ...more) => mustEndWell(await desk.cli("approve", id, "--yes", ...more)),
    refuse: async (id, reason) => mustEndWell(await desk.cli("refuse", id, "--reason", reason)),
    async setPolicy(patch = {}) {
      const document = JSON.stringify({ ...policy, ...patch }).replaceAll("'", "''");
      await sql(
        `with added as (
           insert into policies (version, document, created_by)
           select coalesce(max(version), 0) + 1, '${document}'::jsonb, 'e2e' from policies returning version)
         select pg_notify('mcp_tools_changes', json_build_object('kind', 'policy', 'version', version)::text) from added`,
      );
      // By then every process has taken it in.
      await sleep(TAKEN_IN_MS);
    },
    expire: async (id) =>
      void (await sql(
        `update approvals set created_at = now() - interval '2 hours', expires_at = now() where id = '${id}'`,
      )),
  };
  return desk;
}

function mustEndWell({ code, err }: { code: number | null; err: string }): void {
  if (code !== 0) throw new Error(`The command ended with ${code}: ${err}`);
}

/** The lines that runs of the tool `destroy` left. */
export function runsOf(mark: string): string[] {
  return existsSync(mark) ? readFileSync(mark, "utf8").trimEnd().split("\n") : [];
}
