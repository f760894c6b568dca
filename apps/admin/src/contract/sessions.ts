import { z } from "@hono/zod-openapi";
import { epochMs } from "./times.ts";

export const McpSession = z
  .object({
    id: z.string().openapi({ description: "Its name here; not the id that its client uses." }),
    transport: z.enum(["http", "sse", "listen", "stdio"]),
    principalId: z.string(),
    principalName: z.string(),
    toolset: z.string().optional(),
    client: z.string().optional(),
    protocolVersion: z.string().optional(),
    address: z.string().optional(),
    startedAt: epochMs,
    lastUsedAt: epochMs,
    inFlight: z.number().openapi({ description: "Requests that wait for their answer." }),
    processId: z.string(),
    host: z.string(),
    pid: z.number(),
    reportedAt: epochMs.openapi({ description: "When its process said so: every five seconds." }),
  })
  .openapi("McpSession");
export type McpSession = z.output<typeof McpSession>;

export const McpSessionList = z.object({ sessions: z.array(McpSession) }).openapi("McpSessionList");

export const SessionsEnded = z
  .object({
    ended: z.number(),
    left: z.number().openapi({ description: "Those that were not seen to end within some seconds." }),
  })
  .openapi("SessionsEnded");

export const McpSessionId = z.object({ id: z.string().min(1).max(64) });
export const PrincipalQuery = z.object({ principal: z.string().min(1).max(520) });
