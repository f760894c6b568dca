import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  lstatSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { loadConfig } from "@mcp-tools/config";
import { parse as parseToml } from "smol-toml";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { collectOutput } from "../testing/collect-output.ts";
import type { ClientName } from "./clients.ts";
import { runConnect, type ConnectOptions } from "./run-connect.ts";

const stdio = {
  kind: "stdio",
  command: "/opt/node/bin/node",
  args: ["/srv/mcp-tools/main.js", "stdio", "--data-dir", "/srv/data"],
} as const;
const started = { command: stdio.command, args: [...stdio.args] };
const url = "http://127.0.0.1:9090/mcp";

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "connect-"));
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

function connect(client: ClientName, options: Partial<ConnectOptions> = {}, env: Record<string, string> = {}) {
  const { output, printed, noted } = collectOutput();
  runConnect(
    { client, name: "mcp-tools", http: false, write: false, file: undefined, json: false, ...options },
    {
      config: loadConfig({ env, envFile: "/nonexistent" }),
      stdio,
      output,
      place: { home, platform: "linux", cwd: join(home, "project") },
    },
  );
  return { printed: printed(), noted: noted() };
}

const files: Record<ClientName, string> = {
  "claude-desktop": ".config/Claude/claude_desktop_config.json",
  "claude-code": "project/.mcp.json",
  cursor: ".cursor/mcp.json",
  vscode: ".config/Code/User/mcp.json",
  codex: ".codex/config.toml",
};

const wantedStdio: Record<ClientName, unknown> = {
  "claude-desktop": { mcpServers: { "mcp-tools": started } },
  "claude-code": { mcpServers: { "mcp-tools": { type: "stdio", ...started } } },
  cursor: { mcpServers: { "mcp-tools": started } },
  vscode: { servers: { "mcp-tools": { type: "stdio", ...started } } },
  codex: { mcp_servers: { "mcp-tools": started } },
};

const wantedHttp: Partial<Record<ClientName, unknown>> = {
  "claude-code": { mcpServers: { "mcp-tools": { type: "http", url } } },
  cursor: { mcpServers: { "mcp-tools": { url } } },
  vscode: { servers: { "mcp-tools": { type: "http", url } } },
  codex: { mcp_servers: { "mcp-tools": { url } } },
};

const wantedHttpWithKey: Partial<Record<ClientName, unknown>> = {
  "claude-code": {
    mcpServers: { "mcp-tools": { type: "http", url, headers: { Authorization: "Bearer ${MCP_TOOLS_KEY}" } } },
  },
  cursor: { mcpServers: { "mcp-tools": { url, headers: { Authorization: "Bearer ${env:MCP_TOOLS_KEY}" } } } },
  vscode: {
    servers: { "mcp-tools": { type: "http", url, headers: { Authorization: "Bearer ${input:mcp-tools-key}" } } },
    inputs: [{ type: "promptString", id: "mcp-tools-key", description: "Key for mcp-tools", password: true }],
  },
  codex: { mcp_servers: { "mcp-tools": { url, bearer_token_env_var: "MCP_TOOLS_KEY" } } },
};

const names = Object.keys(files) as ClientName[];
const httpNames = names.filter((name) => name !== "claude-desktop");

function parseConfiguration(name: ClientName, text: string): unknown {
  // Through JSON, since the TOML parser's objects have no prototype.
  return JSON.parse(name === "codex" ? JSON.stringify(parseToml(text)) : text);
}

describe("prints the configuration", () => {
  test.for(names)("of %s, starting a process", (name) => {
    const { printed, noted } = connect(name);

    expect(parseConfiguration(name, printed)).toEqual(wantedStdio[name]);
    expect(noted).toContain(join(home, files[name]));
    expect(readdirSync(home)).toEqual([]);
  });

  test.for(httpNames)("of %s, opening the URL", (name) => {
    expect(parseConfiguration(name, connect(name, { http: true }).printed)).toEqual(wantedHttp[name]);
  });

  test.for(httpNames)("of %s, where the server requires a key", (name) => {
    const { printed } = connect(name, { http: true }, { AUTH: "keys" });

    expect(parseConfiguration(name, printed)).toEqual(wantedHttpWithKey[name]);
  });

  test("as JSON for scripts", () => {
    const { printed, noted } = connect("codex", { json: true });

    expect(JSON.parse(printed)).toMatchObject({
      client: "codex",
      file: join(home, files.codex),
      configuration: wantedStdio.codex,
    });
    expect(noted).toBe("");
  });

  test("with the public address where there is one", () => {
    expect(connect("cursor", { http: true }, { PUBLIC_URL: "https://tools.example.com/" }).printed).toContain(
      '"https://tools.example.com/mcp"',
    );
  });

  test("with an address that can be connected to when every interface is listened on", () => {
    expect(connect("cursor", { http: true }, { HOST: "0.0.0.0" }).printed).toContain('"http://127.0.0.1:9090/mcp"');
  });
});

test("Claude Desktop cannot be given a URL, and is told why", () => {
  expect(() => connect("claude-desktop", { http: true, write: true })).toThrow(/Leave out --http/);
  expect(readdirSync(home)).toEqual([]);
});

describe("writes", () => {
  test.for(names)("a new file for %s", (name) => {
    const { printed } = connect(name, { write: true });

    expect(parseConfiguration(name, readFileSync(join(home, files[name]), "utf8"))).toEqual(wantedStdio[name]);
    expect(printed).toContain("Created");
  });

  test.for(names)("into %s's file only once", (name) => {
    connect(name, { write: true });
    const { printed } = connect(name, { write: true });

    expect(printed).toContain("nothing was written");
    expect(readdirSync(dirname(join(home, files[name])))).toHaveLength(1);
  });

  test.for(names)("and changes only its own entry of %s", (name) => {
    const file = join(home, files[name]);
    const before =
      name === "codex"
        ? '# mine\nmodel = "o9"\n\n[mcp_servers.other]\ncommand = "other" # keep\n'
        : '{\n    // mine\n    "theme": "dark",\n    "mcpServers": { "other": { "command": "other" } }\n}\n';
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, before);
    const { printed } = connect(name, { write: true });

    const after = readFileSync(file, "utf8");
    for (const line of before.split("\n").filter((text) => /mine|theme|model|keep/.test(text)))
      expect(after).toContain(line);
    expect(after).toContain("other");
    const backup = readdirSync(dirname(file)).find((entry) => entry.includes(".backup-"));
    expect(readFileSync(join(dirname(file), backup ?? ""), "utf8")).toBe(before);
    expect(printed).toContain(backup);
  });

  test("through a link, which stays one", () => {
    const real = join(home, "dotfiles.json");
    const file = join(home, files.cursor);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(real, "{}");
    symlinkSync(real, file);
    connect("cursor", { write: true });

    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect(JSON.parse(readFileSync(real, "utf8"))).toEqual(wantedStdio.cursor);
  });

  test("to the file that --file names", () => {
    const file = join(home, "elsewhere.json");
    connect("vscode", { write: true, file });

    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(wantedStdio.vscode);
  });

  test("VS Code's prompt for the key once, beside others", () => {
    const file = join(home, files.vscode);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '{ "inputs": [{ "id": "theirs", "type": "promptString" }] }');
    connect("vscode", { write: true, http: true }, { AUTH: "keys" });
    connect("vscode", { write: true, http: true }, { AUTH: "keys" });

    const { inputs } = JSON.parse(readFileSync(file, "utf8")) as { inputs: { id: string }[] };
    expect(inputs.map(({ id }) => id)).toEqual(["theirs", "mcp-tools-key"]);
  });
});

describe("leaves a file alone", () => {
  test.for([
    { name: "cursor", text: '{ "mcpServers": ', reason: /not valid JSON/ },
    { name: "cursor", text: "[]", reason: /JSON object/ },
    { name: "cursor", text: '{ "mcpServers": [] }', reason: /"mcpServers" is not an object/ },
    { name: "codex", text: "[mcp_servers", reason: /not valid TOML/ },
    { name: "codex", text: 'mcp_servers = { other = { command = "x" } }\n', reason: /cannot be replaced safely/ },
    { name: "codex", text: 'mcp_servers.mcp-tools.command = "x"\n', reason: /cannot be replaced safely/ },
  ] as const)("$name with $text", ({ name, text, reason }) => {
    const file = join(home, files[name]);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);

    expect(() => connect(name, { write: true })).toThrow(reason);
    expect(readFileSync(file, "utf8")).toBe(text);
    expect(readdirSync(dirname(file))).toHaveLength(1);
  });
});
