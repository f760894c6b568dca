import { readFile, writeFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { AppError } from "@mcp-tools/core";
import type { Platform } from "@mcp-tools/platform";
import type { Common } from "../cli/command-options.ts";
import { loadQuietSettings } from "../cli/load-settings.ts";
import type { Output } from "../cli/output.ts";
import type { PolicyActions } from "../cli/policy-commands.ts";

/** What the commands for the policy do. Each loads its own code only. */
export function createPolicyActions(output: Output): PolicyActions {
  return {
    async apply({ file, plan, prune, yes, json, ...common }) {
      const { runApply } = await import("./run-apply.ts");
      const { createConfirm } = await import("./confirm.ts");
      const { configVerbsOf } = await import("./config-verbs-of.ts");
      const given = await readInput(file);
      process.exitCode = await open(common, (platform) =>
        runApply(
          { text: given, plan, prune, yes, json },
          { verbs: configVerbsOf(platform), output, confirm: createConfirm() },
        ),
      );
    },
    async export({ out, ...common }) {
      const { operator } = await import("@mcp-tools/governance");
      const { configVerbsOf } = await import("./config-verbs-of.ts");
      const written = await open(common, (platform) => configVerbsOf(platform).export(operator));
      if (out === undefined) output.print(written.trimEnd());
      else await writeFile(out, written, { mode: 0o600 });
    },
    async showPolicy({ version, json, ...common }) {
      const { showPolicy } = await import("./show-policy.ts");
      await open(common, (platform) => showPolicy({ version, json }, { platform, output }));
    },
    async listVersions({ limit, json, ...common }) {
      const { listVersions } = await import("./list-versions.ts");
      await open(common, (platform) => listVersions({ limit, json }, { platform, output }));
    },
    async listRules({ json, ...common }) {
      const { listRules } = await import("./list-rules.ts");
      await open(common, (platform) => listRules({ json }, { platform, output }));
    },
    async simulate({ rule, file, position, since, json, ...common }) {
      const { runSimulation } = await import("./run-simulation.ts");
      const given = file === undefined ? undefined : await readInput(file);
      const options = { rule, file: given, position, since, json };
      await open(common, (platform) => runSimulation(options, { platform, output }));
    },
    async listTools({ json, ...common }) {
      const { listTools } = await import("./list-tools.ts");
      await open(common, (platform) => listTools({ json }, { platform, output }));
    },
    async switchTool({ tool, enabled, json, ...common }) {
      const { switchTool } = await import("./switch-tool.ts");
      await open(common, (platform) => switchTool({ tool, enabled, json }, { platform, output }));
    },
  };
}

async function open<T>(common: Common, use: (platform: Platform) => Promise<T>): Promise<T> {
  const { withPlatform } = await import("../cli/with-platform.ts");
  return withPlatform(loadQuietSettings(common), use);
}

async function readInput(file: string): Promise<string> {
  if (file === "-") return text(process.stdin);
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new AppError(
      "invalid_input",
      `The file ${file} cannot be read: ${cause instanceof Error ? cause.message : ""}`,
      { cause },
    );
  }
}
