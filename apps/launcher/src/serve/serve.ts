import type { Config } from "@mcp-tools/config";
import { createMetrics, createProcessPlatform, runServices } from "@mcp-tools/platform";
import type { Installation } from "../cli/installation.ts";
import type { Output } from "../cli/output.ts";
import { afterLastStart } from "./after-last-start.ts";
import { pickServices, type Choice } from "./pick-services.ts";
import { startNotice } from "./start-notice.ts";

/** Runs the chosen services in this process, with one platform, until stopped. */
export async function serve(
  { config, ...choice }: Choice & { config: Config },
  { output, installation }: { output: Output; installation: Installation },
): Promise<void> {
  const services = await pickServices(choice);
  const platform = createProcessPlatform(config, { name: "launcher", metrics: createMetrics });
  const announced = afterLastStart(services, (urls) => {
    const mcpUrl = config.http.publicUrl ?? urls.get("mcp-sse");
    const consoleUrl = config.admin.url ?? urls.get("admin");
    if (mcpUrl === undefined && consoleUrl === undefined) return;
    const { kind, location } = platform.database;
    const database = `${location}${kind === "embedded" ? " (embedded PostgreSQL)" : ""}`;
    output.note(
      startNotice(
        { version: installation.version, mcpUrl, consoleUrl, database, command: installation.command },
        output,
      ),
    );
  });
  await runServices(announced, platform);
}
