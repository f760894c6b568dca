import type { ReportedSession } from "@mcp-tools/core";
import { fakeSession } from "./fake-sessions.ts";

const minute = 60_000;

/** Clients of every transport, one of which calls itself something strange unless it is to be `tidy`. */
export function demoSessions(now: number, { tidy = false } = {}): ReportedSession[] {
  const replica = { processId: "b", host: "tools-7d9f4-x2x8q", pid: 1 };
  const sessions = [
    fakeSession({ id: "q1Vd8kX2m", inFlight: 1, lastUsedAt: now - 2_000 }),
    fakeSession({
      id: "w3Rt7pL9a",
      principalId: "key:7f2c-cursor",
      principalName: "cursor",
      client: "Cursor/2.9.1",
      protocolVersion: "2025-06-18",
      address: "10.4.0.17",
      startedAt: now - 190 * minute,
      lastUsedAt: now - 4 * minute,
      ...replica,
    }),
    fakeSession({
      id: "e5Yh2nK4s",
      transport: "sse",
      principalId: "key:19ab-automation",
      principalName: "automation",
      client: "n8n/1.120",
      protocolVersion: "2024-11-05",
      toolset: "reading",
      address: "10.4.0.31",
      startedAt: now - 2_600 * minute,
      lastUsedAt: now - 11 * minute,
      ...replica,
    }),
    fakeSession({
      id: "0199b7a2-51d4-7c1e-8a55-2f60c9a1b0f1",
      transport: "listen",
      client: "codex/0.60",
      protocolVersion: "2026-07-28",
      startedAt: now - 35 * minute,
      lastUsedAt: now - 35 * minute,
      ...replica,
    }),
    fakeSession({
      id: "0199b7a2-51d4-7c1e-8a55-2f60c9a1b0f2",
      transport: "stdio",
      principalId: "local",
      principalName: "local",
      client: "claude-ai/0.14",
      address: undefined,
      startedAt: now - 70 * minute,
      lastUsedAt: now - 51 * minute,
      pid: 5150,
    }),
    fakeSession({
      id: "t6Uj8mB1c",
      principalId: "oauth:https://id.example.com#7d2f9f0c-55aa-4f4e-9f14-3a1d5b7c2e90",
      principalName: "مهندسة <script>alert(1)</script> 🚀 with a name that goes on and on and on",
      client: `${"long-client-name-".repeat(11)}/1.0`,
      startedAt: now - 3 * minute,
      lastUsedAt: now - 3 * minute,
    }),
  ];
  return tidy ? sessions.slice(0, -1) : sessions;
}
