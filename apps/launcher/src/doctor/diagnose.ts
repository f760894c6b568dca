import { existsSync } from "node:fs";
import { join } from "node:path";
import type { RedisFacts } from "@mcp-tools/bus";
import type { Config } from "@mcp-tools/config";
import { isAppError } from "@mcp-tools/core";
import type { DatabaseFacts } from "@mcp-tools/db";
import type { Platform } from "@mcp-tools/platform";
import { checkDataFolder } from "./check-data-folder.ts";
import { checkDatabase } from "./check-database.ts";
import { checkEnvFile } from "./check-env-file.ts";
import { checkFleet } from "./check-fleet.ts";
import { checkNode } from "./check-node.ts";
import { checkPublicUrl } from "./check-public-url.ts";
import { checkRedis } from "./check-redis.ts";
import { checkRoots } from "./check-roots.ts";
import { checkSecrets } from "./check-secrets.ts";
import { checkSse } from "./check-sse.ts";
import { checkTools } from "./check-tools.ts";
import { describePort } from "./describe-port.ts";
import type { Finding } from "./finding.ts";
import { messageOf } from "./message-of.ts";
import { withOpenDeadline } from "./with-open-deadline.ts";
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

/** Everything that has to hold for this installation to work, one finding each. The platform is closed afterwards. */
export async function diagnose(deps: DoctorDeps): Promise<Finding[]> {
  try {
    const local = await checkMachine(deps);
    const isFolderBad = local.some(({ check, state }) => check === "data folder" && state === "problem");
    const { facts, findings: database } = await examine(deps, isFolderBad);
    const rest = await Promise.all([checkState(deps), checkAddresses(deps)]);
    const tools = [...(await checkRoots(deps.config.tools)), ...(await checkTools(deps, facts))];
    return [...local, ...database, ...inDatabase(deps, facts), ...rest.flat(), ...tools];
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
    ...checkEnvFile(config.file),
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
    const facts = await withOpenDeadline(examineDatabase());
    return { facts, findings: checkDatabase(where, facts, isEmbedded) };
  } catch (error) {
    const advice = databaseAdvice(isEmbedded ? join(database.location, "postgres.log") : undefined);
    return { facts: undefined, findings: [problem(`${where}: ${messageOf(error)}${lastWordsOf(error)}`, advice)] };
  }
}

/** @param logFile of the embedded one; it is there from its first start on, which making its files comes before */
function databaseAdvice(logFile: string | undefined): string {
  if (logFile === undefined) return "Check DATABASE_URL, and that the server accepts connections from here.";
  const log = existsSync(logFile) ? `Its log is ${logFile}. ` : "";
  return `${log}Another DATA_DIR, or DATABASE_URL with a PostgreSQL of your own, gets you going meanwhile.`;
}

/** What PostgreSQL's programs said before they gave up: an error's detail has their output. */
function lastWordsOf(error: unknown): string {
  if (!isAppError(error) || typeof error.detail !== "string") return "";
  const lines = error.detail.split("\n").map((line) => line.trim());
  const complaints = lines.flatMap((line) => /\b(?:error|fatal|panic): .*/i.exec(line) ?? []);
  const said = complaints.at(-1) ?? lines.findLast((line) => line !== "");
  return said === undefined ? "" : ` It said: ${said}`;
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
