import { z } from "@hono/zod-openapi";

const health = {
  ok: z.boolean(),
  problem: z.string().optional().openapi({ description: "One line, when not ok." }),
};

/** A process that reported itself lately. */
export const ProcessView = z
  .object({
    id: z.string(),
    host: z.string(),
    pid: z.number(),
    version: z.string(),
    services: z.array(z.string()),
    startedAt: z.number(),
    lastSeenAt: z.number(),
    rssBytes: z.number(),
    cpu: z.number().openapi({ description: "Share of one core since its last report." }),
    sessions: z.record(z.string(), z.number()),
    self: z.boolean().openapi({ description: "The process that answers." }),
    alive: z.boolean().openapi({ description: "False when its last heartbeat is older than it should be." }),
  })
  .openapi("Process");
export type ProcessView = z.output<typeof ProcessView>;

export const Traffic = z
  .object({
    callsPerMinute: z.number().openapi({ description: "Calls of the last 60 seconds." }),
    windowMs: z.number().openapi({ description: "What the figures below are of." }),
    calls: z.number(),
    failed: z.number(),
    refused: z.number(),
    errorRate: z.number().optional().openapi({ description: "0–1; absent without calls." }),
    p50Ms: z.number().optional(),
    p95Ms: z.number().optional(),
  })
  .openapi("Traffic");
export type Traffic = z.output<typeof Traffic>;

const capacity = z.object({ usedBytes: z.number(), totalBytes: z.number() });

export const System = z
  .object({
    host: z.string(),
    platform: z.string(),
    node: z.string(),
    cores: z.number(),
    cpu: z.number().openapi({ description: "Busy share of all cores since the last look, 0–1." }),
    memory: capacity,
    disk: capacity
      .extend({ path: z.string() })
      .optional()
      .openapi({ description: "The file system of DATA_DIR; absent when it cannot be read." }),
  })
  .openapi("System");
export type System = z.output<typeof System>;

export const Overview = z
  .object({
    at: z.number().openapi({ description: "When this was read, milliseconds since the epoch." }),
    version: z.string(),
    startedAt: z.number(),
    draining: z.boolean(),
    services: z.array(
      z.object({ name: z.string(), processes: z.number().openapi({ description: "Live ones that run it." }) }),
    ),
    processes: z.array(ProcessView),
    sessions: z
      .record(z.string(), z.number())
      .openapi({ description: "Open sessions and streams of all live processes, by transport." }),
    database: z.object({ kind: z.enum(["embedded", "external"]), location: z.string(), ...health }),
    bus: z.object({ kind: z.enum(["memory", "redis"]), ...health }),
    checks: z
      .array(z.object({ name: z.string(), ...health }))
      .openapi({ description: "What this process cannot serve without, as `/ready` asks it." }),
    traffic: Traffic.optional().openapi({ description: "Absent while the call log cannot be read." }),
    tools: z.object({ count: z.number(), tokens: z.number() }),
    system: System,
    connect: z.object({
      url: z.string().optional().openapi({
        description:
          "Where clients reach MCP; `/mcp` and `/sse` are below it. Absent when it listens on every address, or is not known.",
      }),
      port: z
        .number()
        .optional()
        .openapi({ description: "Without `url`: its port, at whatever name the console was reached by." }),
      requiresKey: z.boolean().openapi({ description: "False: whoever reaches it may call without a key." }),
    }),
  })
  .openapi("Overview");
export type Overview = z.output<typeof Overview>;
