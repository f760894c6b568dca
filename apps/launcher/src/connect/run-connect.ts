import { homedir } from "node:os";
import { requiresKey, type Config } from "@mcp-tools/config";
import { AppError } from "@mcp-tools/core";
import type { Output } from "../cli/output.ts";
import type { Client, Place, Target } from "./client.ts";
import { clients, type ClientName } from "./clients.ts";
import { mergeJson } from "./merge-json.ts";
import { mergeToml } from "./merge-toml.ts";
import { writeClientFile } from "./write-client-file.ts";

export interface ConnectOptions {
  readonly client: ClientName;
  readonly name: string;
  readonly http: boolean;
  readonly write: boolean;
  /** Instead of the client's usual file. */
  readonly file: string | undefined;
  readonly json: boolean;
}

export interface ConnectDeps {
  readonly config: Config;
  /** How to start our stdio transport: absolute paths, since clients start it from anywhere. */
  readonly stdio: Extract<Target, { kind: "stdio" }>;
  readonly output: Output;
  readonly place?: Place;
}

/** Name of the variable that clients read the key from, where the server requires one. */
const KEY_VARIABLE = "MCP_TOOLS_KEY";

/** Prints the configuration of a client, or writes it into that client's file. */
export function runConnect(options: ConnectOptions, { config, stdio, output, place = here() }: ConnectDeps): void {
  const client: Client = clients[options.client];
  const target = options.http ? httpTarget(config) : stdio;
  const file = options.file ?? client.file(place);
  const snippet = snippetOf(client, options.name, target);
  const command = client.command?.(options.name, target);
  if (!options.write) {
    if (options.json)
      return output.json({ client: options.client, file, configuration: snippet.value, text: snippet.text, command });
    output.note(`${client.title} reads ${file}. Put this there, or run this again with --write:\n`);
    output.print(snippet.text);
    if (command) output.note(`\nIts own command does the same for all your projects:\n\n  ${command}`);
    return output.note(`\n${keyAdvice(target)}${client.next}`);
  }
  const written = writeClientFile(file, (text) => mergeInto(client, text, options.name, target));
  if (options.json) return output.json({ client: options.client, ...written, configuration: snippet.value });
  if (written.change === "unchanged") return output.print(`${file} has it already; nothing was written.`);
  output.print(`${written.change === "created" ? "Created" : "Changed"} ${file}: "${options.name}" is there now.`);
  if (written.backup) output.print(`The file as it was: ${written.backup}`);
  output.print(`${keyAdvice(target)}${client.next}`);
}

function mergeInto(client: Client, text: string, name: string, target: Target): string {
  const placement = client.place(name, target);
  return client.format === "json"
    ? mergeJson(text, { ...placement, listed: client.listed?.(name, target) })
    : mergeToml(text, placement);
}

/** The text to paste is what the file would hold if it held nothing else. */
function snippetOf(client: Client, name: string, target: Target): { value: unknown; text: string } {
  const text = mergeInto(client, "", name, target).trimEnd();
  const { path, value } = client.place(name, target);
  const nested = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
  return { text, value: client.format === "json" ? (JSON.parse(text) as unknown) : nested };
}

function httpTarget(config: Config): Target {
  const { http } = config;
  if (http.port === 0 && http.publicUrl === undefined) {
    throw new AppError("invalid_input", "PORT is 0, so the address changes with each start. Set PORT or PUBLIC_URL.");
  }
  return {
    kind: "http",
    url: `${http.publicUrl ?? `http://${reachable(http.host)}:${http.port}`}/mcp`,
    keyVariable: requiresKey(config) ? KEY_VARIABLE : undefined,
  };
}

/** A bind address that means "every interface" is no address to connect to. */
function reachable(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
}

function keyAdvice(target: Target): string {
  return target.kind === "http" && target.keyVariable
    ? `The server requires a key: give it to the client as ${target.keyVariable} (VS Code asks for it). `
    : "";
}

function here(): Place {
  return { home: homedir(), platform: process.platform, cwd: process.cwd() };
}
