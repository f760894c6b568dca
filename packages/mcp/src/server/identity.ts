/** What this server says of itself. Apart from the SDK's code, so that it can be said before that is loaded. */

export const MODERN_VERSION = "2026-07-28";

/** The revisions with an `initialize` handshake that the SDK speaks, newest first. */
export const LEGACY_VERSIONS: readonly string[] = [
  "2025-11-25",
  "2025-06-18",
  "2025-03-26",
  "2024-11-05",
  "2024-10-07",
];

export const instructions =
  "Tools hosted by mcp-tools. A failed call says in its text what to change; calls are recorded.";

export const capabilities = {
  tools: { listChanged: true },
  resources: { listChanged: true, subscribe: true },
  prompts: { listChanged: true },
  completions: {},
  logging: {},
};

export function serverInfoOf(version: string): { name: string; title: string; version: string } {
  return { name: "mcp-tools", title: "mcp-tools", version };
}
