import type { Config } from "@mcp-tools/config";
import { createNoMetrics, openProcessPlatform, type Platform } from "@mcp-tools/platform";

/** Runs something with a platform of its own, and closes it whatever happens. */
export async function withPlatform<T>(config: Config, use: (platform: Platform) => Promise<T>): Promise<T> {
  const platform = await openProcessPlatform(config, { name: "cli", metrics: createNoMetrics });
  try {
    return await use(platform);
  } finally {
    await platform.close();
  }
}
