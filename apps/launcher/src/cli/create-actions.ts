import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import type { Config } from "@mcp-tools/config";
import type { Platform } from "@mcp-tools/platform";
import { createPolicyActions } from "../policy/create-policy-actions.ts";
import type { Common } from "./command-options.ts";
import type { Actions } from "./create-program.ts";
import type { Installation } from "./installation.ts";
import { loadQuietSettings, loadSettings } from "./load-settings.ts";
import type { Output } from "./output.ts";
import { stopSignal } from "./stop-signal.ts";

/** What the commands do. Each loads its own code only. */
export function createActions(output: Output, installation: Installation): Actions {
  return {
    async serve({ transport, admin, ...common }) {
      const { serve } = await import("../serve/serve.ts");
      await serve({ transport, admin, config: loadSettings(common) }, { output, installation });
    },
    async stdio(common) {
      const { serveStdio } = await import("../stdio/serve-stdio.ts");
      await serveStdio(common);
    },
    async doctor({ json, keyFile, ...common }) {
      const { runDoctor } = await import("../doctor/run-doctor.ts");
      process.exitCode = await runDoctor(() => loadQuietSettings(common), { json, keyFile, output });
    },
    async migrate({ json, ...common }) {
      const { migrateDatabase } = await import("../migrate/migrate-database.ts");
      const { reportMigrations } = await import("../migrate/report-migrations.ts");
      reportMigrations(await migrateDatabase(loadQuietSettings(common)), { json, output });
    },
    async call({ tool, input, json, ...common }) {
      const { readArguments } = await import("../call/read-arguments.ts");
      const { runCall } = await import("../call/run-call.ts");
      const { withPlatform } = await import("./with-platform.ts");
      const args = await readArguments(input, () => text(process.stdin));
      process.exitCode = await withPlatform(loadQuietSettings(common), ({ toolbox }) =>
        runCall({ tool, arguments: args, json }, toolbox, { output, signal: stopSignal() }),
      );
    },
    async approvals({ command, json, ...common }) {
      const { runApprovals } = await import("../approvals/run-approvals.ts");
      const { askOnTerminal } = await import("../approvals/ask-on-terminal.ts");
      const { withPlatform } = await import("./with-platform.ts");
      process.exitCode = await withPlatform(loadQuietSettings(common), ({ approvals, toolbox }) =>
        runApprovals({ command, json }, approvals, {
          output,
          confirm: askOnTerminal(),
          async accessOf(tool) {
            await toolbox.load();
            return toolbox.registry.tool(tool)?.access;
          },
        }),
      );
    },
    async connect(options) {
      const { runConnect } = await import("../connect/run-connect.ts");
      const config = loadSettings(options);
      runConnect(options, { config, stdio: stdioTarget(config, options, installation), output });
    },
    async keys({ json, ...request }) {
      const { openKeys } = await import("../keys/open-keys.ts");
      await openKeys(request, { config: loadQuietSettings(request), output, json });
    },
    async credentials({ json, ...request }) {
      const { openCredentials } = await import("../credentials/open-credentials.ts");
      process.exitCode = await openCredentials(request, { config: loadQuietSettings(request), output, json });
    },
    policy: createPolicyActions(output),
    async people({ json, command, ...common }) {
      const { runPeople } = await import("../people/run-people.ts");
      await withPeople(common, (platform, url) => runPeople(command, platform, { json, output, consoleUrl: url }));
    },
    async tokens({ json, command, ...common }) {
      const { runTokens } = await import("../people/run-tokens.ts");
      await withPeople(common, (platform) => runTokens(command, platform, { json, output }));
    },
    async audit({ command, json, ...common }) {
      const { createAuditVerbs } = await import("@mcp-tools/governance");
      const { runAudit } = await import("../audit/run-audit.ts");
      const { withPlatform } = await import("./with-platform.ts");
      process.exitCode = await withPlatform(loadQuietSettings(common), ({ audit }) =>
        runAudit(
          { command, json },
          { verbs: createAuditVerbs({ audit }), output, stdout: process.stdout, signal: stopSignal() },
        ),
      );
    },
    async backup({ command, json, ...common }) {
      const { openBackup } = await import("../backup/open-backup.ts");
      await openBackup(command, { config: loadQuietSettings(common), output, json, version: installation.version });
    },
    async setupLink({ json, ...common }) {
      const { runSetupLink } = await import("../people/run-setup-link.ts");
      await withPeople(common, (platform, url) => runSetupLink(platform, { json, output, consoleUrl: url }));
    },
  };
}

/** For commands about people: a platform, and where the console is. */
async function withPeople(
  common: Common,
  use: (platform: Platform, consoleUrl: string) => Promise<void>,
): Promise<void> {
  const { consoleUrl } = await import("../people/console-url.ts");
  const { withPlatform } = await import("./with-platform.ts");
  const config = loadQuietSettings(common);
  await withPlatform(config, (platform) => use(platform, consoleUrl(config)));
}

/** Absolute paths only: clients start us from folders of their own, where no `.env` of ours lies. */
function stdioTarget(config: Config, { envFile = ".env" }: Common, { node, entry }: Installation) {
  const settings = existsSync(envFile) ? ["--settings", resolve(envFile)] : [];
  return { kind: "stdio", command: node, args: [entry, "stdio", "--data-dir", config.data.dir, ...settings] } as const;
}
