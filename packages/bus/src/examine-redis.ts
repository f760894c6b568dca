import { AppError } from "@mcp-tools/core";

/** What a deployment depends on and can be seen in its Redis. */
export interface RedisFacts {
  /** `7.0.15`. */
  readonly version: string;
  /** A replica refuses writes. */
  readonly isReplica: boolean;
  /** What it does when its memory is full: `noeviction`, `allkeys-lru`; undefined where it does not say. */
  readonly evictionPolicy: string | undefined;
  /** 0: as much as the machine has. */
  readonly memoryMax: number;
  /** Its clock less ours. */
  readonly skewMs: number;
}

const timeoutMs = 3_000;

/** Asks once, over a connection of its own. @throws AppError `unavailable` when it does not answer */
export async function examineRedis(url: string): Promise<RedisFacts> {
  const { Redis } = await import("ioredis");
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    connectionName: "mcp-tools-doctor",
  });
  let reason: Error | undefined;
  client.on("error", (error) => (reason = error));
  try {
    await client.connect();
    const info = fieldsOf(await client.info());
    const before = Date.now();
    const [seconds = 0, micros = 0] = (await client.time()).map(Number);
    const after = Date.now();
    return {
      version: info.get("redis_version") ?? "",
      isReplica: info.get("role") === "slave",
      evictionPolicy: info.get("maxmemory_policy"),
      memoryMax: Number(info.get("maxmemory") ?? 0),
      skewMs: Math.round(seconds * 1_000 + micros / 1_000 - (before + after) / 2),
    };
  } catch (cause) {
    const { message } = reason ?? (cause as Error);
    throw new AppError("unavailable", `Redis does not answer: ${message}`, { cause });
  } finally {
    client.disconnect();
  }
}

function fieldsOf(info: string): Map<string, string> {
  const lines = info.split("\r\n").map((line) => line.split(":", 2) as [string, string]);
  return new Map(lines.filter(({ length }) => length === 2));
}
