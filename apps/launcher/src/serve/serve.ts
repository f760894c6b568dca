import { requiresKey, type Config } from "@mcp-tools/config";
import { createMetrics, findMissing, openProcessPlatform, runServices } from "@mcp-tools/platform";
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
  const platform = await openProcessPlatform(config, { name: "launcher", metrics: createMetrics });
  const announced = afterLastStart(services, async (started) => {
    const mcpUrl = config.http.publicUrl ?? started.get("mcp-sse")?.url;
    const consoleUrl = config.admin.url ?? started.get("admin")?.url;
    if (mcpUrl === undefined && consoleUrl === undefined) return;
    const setupPath = started.get("admin")?.setupPath;
    const { kind, location } = platform.database;
    const database = `${location}${kind === "embedded" ? " (embedded PostgreSQL)" : ""}`;
    const { version, command } = installation;
    const wantsKey = requiresKey(config);
    const missing = await findMissing(platform.checks);
    output.note(startNotice({ version, missing, mcpUrl, consoleUrl, setupPath, database, wantsKey, command }, output));
  });
  await runServices(announced, platform);
}
