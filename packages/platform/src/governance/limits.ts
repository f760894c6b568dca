import { createMemoryLimiter, createRedisLimiter } from "@mcp-tools/bus";
import type { Config } from "@mcp-tools/config";
import type { Limiter, Logger } from "@mcp-tools/core";
import type { Metrics } from "../metrics.ts";

/** Counts calls for all replicas where they have a Redis, else for this process. Dials nothing before the first call that is limited. */
export function createPlatformLimiter(
  { data }: Pick<Config, "data">,
  { metrics, logger }: { metrics: Metrics; logger: Logger },
): Limiter {
  const { redisUrl: url } = data;
  const onRefused = metrics.callLimited;
  return url === undefined ? createMemoryLimiter({ onRefused }) : createRedisLimiter({ url, logger, onRefused });
}
