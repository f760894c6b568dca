import { ConfigError, type Config } from "@mcp-tools/config";
import { exitCodes } from "../cli/exit-codes.ts";
import type { Output } from "../cli/output.ts";
import { withPlatform } from "../cli/with-platform.ts";
import { checkNode } from "./check-node.ts";
import { diagnose } from "./diagnose.ts";
import { probePort } from "./probe-port.ts";
import { reportFindings } from "./report-findings.ts";

/** Examines this installation and reports. @returns the exit code: 78 for wrong settings, 1 for anything else that is wrong */
export async function runDoctor(load: () => Config, report: { json: boolean; output: Output }): Promise<number> {
  const nodeVersion = process.version;
  let config: Config;
  try {
    config = load();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const settings = error.problems.map((text) => ({ check: "settings", state: "problem", text }) as const);
    reportFindings([checkNode(nodeVersion), ...settings], report);
    return exitCodes.config;
  }
  const findings = await withPlatform(config, (platform) => diagnose({ config, nodeVersion, probePort, platform }));
  return reportFindings(findings, report);
}
