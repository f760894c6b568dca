import type { ProcessStore, ReportedSession } from "@mcp-tools/core";

export function fakeSession(change: Partial<ReportedSession> = {}): ReportedSession {
  const now = Date.now();
  return {
    id: "s1",
    transport: "http",
    principalId: "key:ci",
    principalName: "ci",
    client: "claude-code/2.1.0",
    protocolVersion: "2025-11-25",
    address: "192.0.2.10",
    startedAt: now - 3_600_000,
    lastUsedAt: now - 20_000,
    inFlight: 0,
    processId: "self",
    host: "laptop",
    pid: 4242,
    reportedAt: now,
    ...change,
  };
}

/** Processes that end at once what they are asked to, as far as they can. */
export function createFakeSessions(sessions: ReportedSession[]): Pick<ProcessStore, "openSessions" | "askToEnd"> {
  return {
    openSessions: async () => [...sessions],
    async askToEnd({ by, id }) {
      const left = sessions.filter(
        (one) => one.transport === "stdio" || (by === "session" ? one.id : one.principalId) !== id,
      );
      sessions.splice(0, sessions.length, ...left);
    },
  };
}
