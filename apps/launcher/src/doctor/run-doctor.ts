import { readFileSync } from "node:fs";
import { ConfigError, type Config } from "@mcp-tools/config";
import { AppError } from "@mcp-tools/core";
import type { Output } from "../cli/output.ts";
import { withPlatform } from "../cli/with-platform.ts";
import { examineRedis } from "@mcp-tools/bus";
import { examineDatabase } from "@mcp-tools/db";
import { createLogger } from "@mcp-tools/platform";
import { checkNode } from "./check-node.ts";
import { diagnose } from "./diagnose.ts";
import type { Finding } from "./finding.ts";
import { probePort } from "./probe-port.ts";
import { reportFindings } from "./report-findings.ts";

export interface DoctorOptions {
  readonly json: boolean;
  readonly output: Output;
  /** File with a key, for measuring what requires one. */
  readonly keyFile?: string | undefined;
}

/** Examines this installation and reports. @returns the exit code: 78 for wrong settings, 1 for anything else that is wrong */
export async function runDoctor(load: () => Config, report: DoctorOptions): Promise<number> {
  const nodeVersion = process.version;
  let config: Config;
  try {
    config = load();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const settings = error.problems.map((text): Finding => ({
      check: "settings",
      state: "problem",
      text,
      why: "Nothing starts with wrong settings.",
      advice:
        "Correct it in the environment, in .env, or on the command line: docs/configuration.md has every setting.",
    }));
    return reportFindings([checkNode(nodeVersion), ...settings], report);
  }
  config = withoutLog(config);
  const { dir: dataDir, databaseUrl } = config.data;
  const logger = createLogger({ level: config.logLevel });
  const key = report.keyFile === undefined ? undefined : readKey(report.keyFile);
  const findings = await withPlatform(config, (platform) =>
    diagnose({
      config,
      nodeVersion,
      probePort,
      platform,
      key,
      examineDatabase: () =>
        examineDatabase({ dataDir, databaseUrl, logger, applicationName: "doctor", startTimeoutMs: START_MS }),
      examineRedis,
    }),
  );
  return reportFindings(findings, report);
}

/** What the log would say is among the findings, in words for a person; `--log-level` brings it back. */
function withoutLog(config: Config): Config {
  const isAsked = config.settings.some(({ name, source }) => name === "LOG_LEVEL" && source === "flag");
  return isAsked ? config : { ...config, logLevel: "silent" };
}

/** Of a database that is starting; one that is not there is not waited for as long as a start would. */
const START_MS = 10_000;

function readKey(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch (cause) {
    throw new AppError("invalid_input", `--key-file: ${path} cannot be read.`, { cause });
  }
}
