import type { McpSession } from "../../../../src/contract/sessions.ts";

export const sessionTransports = ["http", "sse", "listen", "stdio"] as const;

export interface SessionsSearch {
  readonly q?: string;
  readonly transport?: McpSession["transport"];
}

export function readSessionsSearch({ q, transport }: Record<string, unknown>): SessionsSearch {
  const words = typeof q === "number" ? String(q) : q;
  const known = sessionTransports.find((one) => one === transport);
  return {
    ...(typeof words === "string" && words !== "" ? { q: words } : {}),
    ...(known === undefined ? {} : { transport: known }),
  };
}

/** Those that fit; every word has to be somewhere in what is shown of a session. */
export function filterSessions(sessions: readonly McpSession[], { q = "", transport }: SessionsSearch): McpSession[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  return sessions.filter((one) => {
    if (transport !== undefined && one.transport !== transport) return false;
    const text = [
      one.principalId,
      one.principalName,
      one.client,
      one.address,
      one.host,
      one.protocolVersion,
      one.toolset,
      String(one.pid),
    ]
      .join("\n")
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
