import { dirname, posix } from "node:path";
import type { Facts } from "./doc-facts.ts";

/** Settings-like names that belong to others. */
const foreignNames = new Set([
  "ADMIN_LISTEN",
  "COMPOSE_PROFILES",
  "DATABASE_WAIT_SECONDS",
  "GRAFANA_PASSWORD",
  "HEALTH_LISTEN",
  "MCP_LISTEN",
  "MCP_TOOLS_DB_PASSWORD",
  "MCP_TOOLS_HOME",
  "MCP_TOOLS_RUN",
  "MCP_TOOLS_VERSION",
  "ON_ERROR_STOP",
  "REDIS_PASSWORD",
  "MCP_TOOLS_KEY",
  "NODE_ENV",
  "NODE_OPTIONS",
  "NODE_EXTRA_CA_CERTS",
  "NO_COLOR",
  "OTEL_EXPORTER_OTLP_HEADERS",
  "POSTGRES_DB",
  "POSTGRES_PASSWORD",
  "POSTGRES_USER",
]);

const pnpmCommands = new Set(["add", "dlx", "exec", "install", "run", "update", "why"]);

/** What the built tree holds, which a fresh checkout does not. */
const builtPath = /(^|\/)(dist|node_modules|\.toolchain|data)(\/|$)/;

/**
 * Names in a Markdown page that the project does not have: paths, links, npm scripts, commands and options of the
 * launcher, settings. Only code (spans and blocks) and link targets are looked at.
 * @param page path of the page, relative to the root
 */
export function checkDoc(page: string, text: string, facts: Facts): string[] {
  const problems = new Set<string>();
  const links = [...text.replace(/```[\s\S]*?```/g, "").matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  for (const link of links) {
    if (/^([a-z]+:|#)/.test(link)) continue;
    const path = posix.join(dirname(page), link.split("#")[0] ?? "");
    if (!builtPath.test(path) && !facts.exists(path)) problems.add(`links to ${path}`);
  }
  for (const line of codeOf(text)) for (const problem of checkLine(line, page, facts)) problems.add(problem);
  return [...problems];
}

/** Code spans and the lines of code blocks. */
function codeOf(text: string): string[] {
  const blocks = [...text.matchAll(/```[^\n]*\n([\s\S]*?)```/g)].map(([, block = ""]) => block);
  const prose = text.replace(/```[\s\S]*?```/g, "");
  const spans = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, span = ""]) => span);
  return [...blocks.flatMap((block) => block.replace(/\\\n\s*/g, " ").split("\n")), ...spans];
}

function checkLine(line: string, page: string, facts: Facts): string[] {
  return [
    ...missingPaths(line, page, facts),
    ...unknownScripts(line, facts),
    ...unknownCommandLine(line, page, facts),
    ...unknownSettings(line, facts),
  ];
}

function missingPaths(line: string, page: string, { topLevel, exists }: Facts): string[] {
  const words = line.split(/[\s"'`(),;|=]+/).map((word) => word.replace(/[.:]+$/, "").replace(/^\.\//, ""));
  return words
    .filter((word) => /^[\w.@*<>{}-]+(\/[\w.@*<>{}-]+)+\/?$/.test(word) && topLevel.has(word.split("/")[0] ?? ""))
    .map((word) => word.replace(/<[^>]*>|\{[^}]*\}/g, "*"))
    .filter((path) => !builtPath.test(path) && !exists(path) && !exists(posix.join(dirname(page), path)))
    .map((path) => `names ${path}, which does not exist`);
}

function unknownScripts(line: string, { npmScripts }: Facts): string[] {
  const run = [...line.matchAll(/(?:^|\s)(?:npm run|pnpm run|node scripts\/run\.mjs)\s+([\w:-]+)/g)].map(
    ([, name = ""]) => name,
  );
  const short = [...line.matchAll(/(?:^|&& |\$ )(?:pnpm|npm)\s+([a-z][\w:-]*)/g)].map(([, name = ""]) => name);
  const own = short.filter((name) =>
    line.includes("pnpm ") ? !pnpmCommands.has(name) : ["start", "test"].includes(name),
  );
  return [...run.filter((name) => !pnpmCommands.has(name)), ...own]
    .filter((name) => !npmScripts.has(name))
    .map((name) => `names the script ${name}, which package.json does not have`);
}

function unknownCommandLine(line: string, page: string, { commands, flags }: Facts): string[] {
  // The last one: before it may stand a container of that name.
  const called = /^(?:.*[\s/])?(?:mcp-tools|npm start --|launcher\/dist\/main\.js)\s+(.*)$/.exec(line)?.[1];
  // A bare option is the launcher's, except where the page is about another program.
  const isBare = /^--[a-z]/.test(line) && !page.startsWith("bench/");
  const text = called ?? (isBare ? line : "");
  const named = [...(text.split(/\s\| |\s&& |#/, 1)[0]?.matchAll(/(?:^|[\s[/])(--[a-z][a-z-]+)/g) ?? [])].map(
    ([, flag = ""]) => flag,
  );
  const problems = named
    .filter((flag) => !flags.has(flag))
    .map((flag) => `names the option ${flag}, which mcp-tools does not have`);
  const command = called === undefined ? undefined : /^([a-z][a-z-]*)(?=\s|$)/.exec(called)?.[1];
  if (command !== undefined && !commands.has(command))
    problems.push(`names the command ${command}, which mcp-tools does not have`);
  return problems;
}

function unknownSettings(line: string, { settings }: Facts): string[] {
  const names = [...line.matchAll(/(?:^|[\s("'=])([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?=$|[=\s)"',.:])/g)].map(
    ([, name = ""]) => name,
  );
  return names
    .filter((name) => !settings.has(name) && !foreignNames.has(name))
    .map((name) => `names ${name}, which is no setting`);
}
