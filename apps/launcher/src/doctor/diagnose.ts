import type { Config } from "@mcp-tools/config";
import type { Platform } from "@mcp-tools/platform";
import { checkDataFolder } from "./check-data-folder.ts";
import { checkNode } from "./check-node.ts";
import { describePort } from "./describe-port.ts";
import type { Finding } from "./finding.ts";
import type { PortState } from "./probe-port.ts";

export interface DoctorDeps {
  readonly config: Config;
  readonly nodeVersion: string;
  readonly probePort: (host: string, port: number) => Promise<PortState>;
  readonly platform: Pick<Platform, "open" | "close" | "database" | "checks" | "toolbox">;
}

/** Opening may start and migrate the embedded database for the first time. */
const OPEN_TIMEOUT_MS = 30_000;

/** Everything that has to hold for this installation to work, one finding each. The platform is closed afterwards. */
export async function diagnose({ config, nodeVersion, probePort, platform }: DoctorDeps): Promise<Finding[]> {
  const { http, admin, data } = config;
  const [mcpPort, adminPort] = await Promise.all([probePort(http.host, http.port), probePort(admin.host, admin.port)]);
  const dataFolder = checkDataFolder(data.dir);
  const findings = [
    checkNode(nodeVersion),
    { check: "settings", state: "ok", text: "no contradictions" } as const,
    dataFolder,
    describePort("MCP port", { host: http.host, port: http.port, setting: "PORT" }, mcpPort),
    describePort("console port", { host: admin.host, port: admin.port, setting: "ADMIN_PORT" }, adminPort),
  ];
  try {
    const canOpen = platform.database.kind === "external" || dataFolder.state !== "problem";
    findings.push(canOpen ? await checkDatabase(platform) : databaseNotTried);
    findings.push(...(await checkReadiness(platform)), await checkTools(platform));
  } finally {
    await platform.close();
  }
  return findings;
}

const databaseNotTried: Finding = {
  check: "database",
  state: "problem",
  text: "not tried: it would be kept in the data folder",
};

async function checkDatabase({ open, database }: DoctorDeps["platform"]): Promise<Finding> {
  const where = `${database.kind === "embedded" ? "embedded PostgreSQL in" : "PostgreSQL at"} ${database.location}`;
  try {
    await withDeadline(open(), OPEN_TIMEOUT_MS);
    const problem = await database.check();
    if (problem === undefined) return { check: "database", state: "ok", text: `${where} answers, schema up to date` };
    return { check: "database", state: "problem", text: `${where}: ${problem}`, advice: databaseAdvice(database.kind) };
  } catch (error) {
    return {
      check: "database",
      state: "problem",
      text: `${where}: ${messageOf(error)}`,
      advice: databaseAdvice(database.kind),
    };
  }
}

function databaseAdvice(kind: "embedded" | "external"): string {
  return kind === "embedded"
    ? "Its log is in the data folder, under postgres. Another DATA_DIR, or DATABASE_URL with a PostgreSQL of your own, gets you going meanwhile."
    : "Check DATABASE_URL, and that the server accepts connections from here.";
}

/** What `/ready` would ask; the database has a finding of its own, and nothing is shutting down. */
async function checkReadiness({ checks }: DoctorDeps["platform"]): Promise<Finding[]> {
  return Promise.all(
    checks
      .filter(({ name }) => name !== "database" && name !== "shutdown")
      .map(async ({ name, check }): Promise<Finding> => {
        const problem = await Promise.resolve(check()).catch(messageOf);
        return problem === undefined
          ? { check: name, state: "ok", text: "answers" }
          : { check: name, state: "problem", text: problem };
      }),
  );
}

async function checkTools({ toolbox }: DoctorDeps["platform"]): Promise<Finding> {
  try {
    await withDeadline(toolbox.load(), OPEN_TIMEOUT_MS);
    const packs = toolbox.registry.packs.map(({ name }) => name).join(", ");
    const count = toolbox.registry.tools().length;
    if (count === 0)
      return {
        check: "tools",
        state: "note",
        text: "no tool is loaded",
        advice: "Name packs in TOOL_PACKS, or a folder in TOOLS_DIR.",
      };
    return { check: "tools", state: "ok", text: `${count} tools from ${packs}` };
  } catch (error) {
    return {
      check: "tools",
      state: "problem",
      text: messageOf(error),
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
