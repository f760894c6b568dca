import { existsSync } from "node:fs";
import { join } from "node:path";
import type { RedisFacts } from "@mcp-tools/bus";
import type { Config } from "@mcp-tools/config";
import type { DatabaseFacts } from "@mcp-tools/db";
import type { Platform } from "@mcp-tools/platform";
import { checkDataFolder } from "./check-data-folder.ts";
import { checkDatabase } from "./check-database.ts";
import { checkFleet } from "./check-fleet.ts";
import { checkNode } from "./check-node.ts";
import { checkPublicUrl } from "./check-public-url.ts";
import { checkRedis } from "./check-redis.ts";
import { checkSecrets } from "./check-secrets.ts";
import { checkSse } from "./check-sse.ts";
import { describePort } from "./describe-port.ts";
import type { Finding } from "./finding.ts";
import type { PortState } from "./probe-port.ts";

export interface DoctorDeps {
  readonly config: Config;
  readonly nodeVersion: string;
  readonly probePort: (host: string, port: number) => Promise<PortState>;
  readonly examineDatabase: () => Promise<DatabaseFacts>;
  readonly examineRedis: (url: string) => Promise<RedisFacts>;
  readonly platform: Pick<Platform, "close" | "database" | "deriveKeys" | "toolbox" | "version">;
  /** For what requires one. */
  readonly key: string | undefined;
}

/** Opening may start and migrate the embedded database for the first time. */
const OPEN_TIMEOUT_MS = 30_000;

/** Everything that has to hold for this installation to work, one finding each. The platform is closed afterwards. */
export async function diagnose(deps: DoctorDeps): Promise<Finding[]> {
  try {
    const local = await checkMachine(deps);
    const isFolderBad = local.some(({ check, state }) => check === "data folder" && state === "problem");
    const { facts, findings: database } = await examine(deps, isFolderBad);
    const rest = await Promise.all([checkState(deps), checkAddresses(deps)]);
    return [...local, ...database, ...inDatabase(deps, facts), ...rest.flat(), await checkTools(deps, facts)];
  } finally {
    await deps.platform.close();
  }
}

async function checkMachine({ config, nodeVersion, probePort }: DoctorDeps): Promise<Finding[]> {
  const { http, admin, data } = config;
  const [mcpPort, adminPort] = await Promise.all([probePort(http.host, http.port), probePort(admin.host, admin.port)]);
  return [
    checkNode(nodeVersion),
    { check: "settings", state: "ok", text: "no contradictions" },
    checkDataFolder(data.dir),
    describePort("MCP port", { host: http.host, port: http.port, setting: "PORT" }, mcpPort),
    describePort("console port", { host: admin.host, port: admin.port, setting: "ADMIN_PORT" }, adminPort),
  ];
}

async function examine(
  { platform: { database }, examineDatabase }: DoctorDeps,
  isFolderBad: boolean,
): Promise<{ facts: DatabaseFacts | undefined; findings: Finding[] }> {
  const isEmbedded = database.kind === "embedded";
  const where = `${isEmbedded ? "embedded PostgreSQL in" : "PostgreSQL at"} ${database.location}`;
  const problem = (text: string, advice: string): Finding => ({
    check: "database",
    state: "problem",
    text,
    why: "Everything that is kept is kept there; no call is answered without it.",
    advice,
  });
  if (isEmbedded && isFolderBad)
    return {
      facts: undefined,
      findings: [problem("not tried: it would be kept in the data folder", "Mend the data folder first.")],
    };
  try {
    const facts = await withDeadline(examineDatabase(), OPEN_TIMEOUT_MS);
    return { facts, findings: checkDatabase(where, facts, isEmbedded) };
  } catch (error) {
    return { facts: undefined, findings: [problem(`${where}: ${messageOf(error)}`, databaseAdvice(isEmbedded))] };
  }
}

function databaseAdvice(isEmbedded: boolean): string {
  return isEmbedded
    ? "Its log is in the data folder, in postgres.log. Another DATA_DIR, or DATABASE_URL with a PostgreSQL of your own, gets you going meanwhile."
    : "Check DATABASE_URL, and that the server accepts connections from here.";
}

/** What the database gives away about the other processes. */
function inDatabase({ config, platform }: DoctorDeps, database: DatabaseFacts | undefined): Finding[] {
  if (database === undefined) return [];
  const { data, secretKey } = config;
  return [
    ...checkSecrets({
      database,
      isEmbedded: platform.database.kind === "embedded",
      isSet: secretKey !== undefined,
      isKept: existsSync(join(data.dir, "secret.key")),
      deriveKeys: platform.deriveKeys,
    }),
    ...checkFleet(database.processes, { hasRedis: data.redisUrl !== undefined, version: platform.version }),
  ];
}

async function checkState({ config: { data }, examineRedis }: DoctorDeps): Promise<Finding[]> {
  if (data.redisUrl === undefined) return [];
  try {
    return checkRedis(await examineRedis(data.redisUrl));
  } catch (error) {
    return [
      {
        check: "redis",
        state: "problem",
        text: messageOf(error),
        why: "Sessions and streams are kept there; with REDIS_URL set, no process is ready without it.",
        advice: "Start it, or correct REDIS_URL; a single process needs none.",
      },
    ];
  }
}

async function checkAddresses({ config: { http, admin }, platform: { version }, key }: DoctorDeps): Promise<Finding[]> {
  const findings: Finding[] = [];
  if (http.publicUrl !== undefined) {
    const url = http.publicUrl;
    const found = await checkPublicUrl({ setting: "PUBLIC_URL", url, service: "mcp-sse", version });
    findings.push(found);
    if (found.state !== "problem") findings.push(await checkSse({ url, key }));
  }
  if (admin.url !== undefined)
    findings.push(await checkPublicUrl({ setting: "ADMIN_URL", url: admin.url, service: "admin", version }));
  return findings;
}

async function checkTools(
  { platform: { toolbox, database } }: DoctorDeps,
  facts: DatabaseFacts | undefined,
): Promise<Finding> {
  const mayOpen =
    facts !== undefined &&
    facts.unknown.length === 0 &&
    // Loading opens the database, which migrates it: only where there is nothing yet is that no news to anybody.
    (facts.pending.length === 0 || (database.kind === "embedded" && facts.applied.length === 0));
  if (!mayOpen)
    return {
      check: "tools",
      state: "note",
      text: "not tried: who may use them is in the database",
      why: "A mistake in a tool or a pack stops the start.",
      advice: "Mend the database first, then run this again.",
    };
  try {
    await withDeadline(toolbox.load(), OPEN_TIMEOUT_MS);
    const packs = toolbox.registry.packs.map(({ name }) => name).join(", ");
    const count = toolbox.registry.tools().length;
    if (count > 0) return { check: "tools", state: "ok", text: `${count} tools from ${packs}` };
    return {
      check: "tools",
      state: "note",
      text: "no tool is loaded",
      why: "Clients connect and find nothing to call.",
      advice: "Name packs in TOOL_PACKS, or a folder in TOOLS_DIR.",
    };
  } catch (error) {
    return {
      check: "tools",
      state: "problem",
      text: messageOf(error),
      why: "A mistake in a tool or a pack stops the start.",
      advice: "Correct the file it names, or TOOLS_DIR and TOOL_PACKS.",
    };
  }
}

async function withDeadline<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
