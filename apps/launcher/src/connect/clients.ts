import { join } from "node:path";
import { AppError } from "@mcp-tools/core";
import type { Client, Place, Target } from "./client.ts";
import { quoteForShell } from "./quote-for-shell.ts";

const claudeDesktop: Client = {
  title: "Claude Desktop",
  format: "json",
  file: (place) => join(applicationData(place), "Claude", "claude_desktop_config.json"),
  place(name, target) {
    if (target.kind === "http") {
      throw new AppError(
        "invalid_input",
        "Claude Desktop's file takes only servers that it starts itself. Leave out --http, or add the URL in the app under Settings → Connectors (it must be reachable from the internet).",
      );
    }
    return { path: ["mcpServers", name], value: started(target) };
  },
  next: "Quit Claude Desktop and start it again.",
};

/** The project's file: `~/.claude.json` is written by Claude Code itself all the time. */
const claudeCode: Client = {
  title: "Claude Code",
  format: "json",
  file: ({ cwd }) => join(cwd, ".mcp.json"),
  place: (name, target) => ({
    path: ["mcpServers", name],
    value:
      target.kind === "stdio"
        ? { type: "stdio", ...started(target) }
        : { type: "http", ...remote(target, (key) => `\${${key}}`) },
  }),
  command: (name, target) =>
    target.kind === "stdio"
      ? `claude mcp add --scope user ${quoteForShell(name)} -- ${[target.command, ...target.args].map(quoteForShell).join(" ")}`
      : `claude mcp add --scope user --transport http ${quoteForShell(name)} ${quoteForShell(target.url)}${target.keyVariable ? ` --header "Authorization: Bearer $${target.keyVariable}"` : ""}`,
  next: "Start `claude` in that folder and approve the server; `/mcp` shows it.",
};

const cursor: Client = {
  title: "Cursor",
  format: "json",
  file: ({ home }) => join(home, ".cursor", "mcp.json"),
  place: (name, target) => ({
    path: ["mcpServers", name],
    value: target.kind === "stdio" ? started(target) : remote(target, (key) => `\${env:${key}}`),
  }),
  next: "Cursor Settings → MCP shows the server; switch it on there.",
};

const vscode: Client = {
  title: "VS Code",
  format: "json",
  file: (place) => join(applicationData(place), "Code", "User", "mcp.json"),
  place: (name, target) => ({
    path: ["servers", name],
    value:
      target.kind === "stdio"
        ? { type: "stdio", ...started(target) }
        : { type: "http", ...remote(target, () => `\${input:${name}-key}`) },
  }),
  listed: (name, target) => ({
    path: ["inputs"],
    items:
      target.kind === "http" && target.keyVariable
        ? [{ type: "promptString", id: `${name}-key`, description: `Key for ${name}`, password: true }]
        : [],
  }),
  next: "Run “MCP: List Servers” from the command palette and start it.",
};

const codex: Client = {
  title: "Codex",
  format: "toml",
  file: ({ home }) => join(home, ".codex", "config.toml"),
  place: (name, target) => ({
    path: ["mcp_servers", name],
    value:
      target.kind === "stdio"
        ? started(target)
        : { url: target.url, ...(target.keyVariable ? { bearer_token_env_var: target.keyVariable } : {}) },
  }),
  command: (name, target) =>
    target.kind === "stdio"
      ? `codex mcp add ${quoteForShell(name)} -- ${[target.command, ...target.args].map(quoteForShell).join(" ")}`
      : `codex mcp add ${quoteForShell(name)} --url ${quoteForShell(target.url)}${target.keyVariable ? ` --bearer-token-env-var ${target.keyVariable}` : ""}`,
  next: "Start `codex`; `/mcp` shows the server.",
};

export const clients = {
  "claude-desktop": claudeDesktop,
  "claude-code": claudeCode,
  cursor,
  vscode,
  codex,
} as const satisfies Readonly<Record<string, Client>>;

export type ClientName = keyof typeof clients;

function started({ command, args }: Extract<Target, { kind: "stdio" }>) {
  return { command, args: [...args] };
}

function remote({ url, keyVariable }: Extract<Target, { kind: "http" }>, reference: (key: string) => string) {
  return { url, ...(keyVariable ? { headers: { Authorization: `Bearer ${reference(keyVariable)}` } } : {}) };
}

function applicationData({ home, platform }: Place): string {
  if (platform === "darwin") return join(home, "Library", "Application Support");
  if (platform === "win32") return join(home, "AppData", "Roaming");
  return join(home, ".config");
}
