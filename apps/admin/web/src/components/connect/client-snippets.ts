/** What one client needs to reach this server: a text to copy, and where it goes. */
export interface ClientSnippet {
  readonly text: string;
  /** Path of the file that it belongs into; absent: it is run, or built in. */
  readonly file?: string;
  /** Opens the client, which then asks whether to add the server. */
  readonly link?: string;
}

export interface Connection {
  /** Of the endpoint: `http://127.0.0.1:9090/mcp`. */
  readonly url: string;
  /** What the server is called in the client. */
  readonly name: string;
  /** Undefined: none is needed. */
  readonly key: string | undefined;
  /** A call to try from the shell, where a harmless one is known; otherwise the tools are listed. */
  readonly call?: ShellCall | undefined;
}

export interface ShellCall {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

export const clientNames = [
  "cursor",
  "claude-desktop",
  "claude-code",
  "vscode",
  "codex",
  "curl",
  "typescript",
  "other",
] as const;
export type ClientName = (typeof clientNames)[number];

/** As they call themselves, in every language. */
export const clientTitles: Readonly<Partial<Record<ClientName, string>>> = {
  cursor: "Cursor",
  "claude-desktop": "Claude Desktop",
  "claude-code": "Claude Code",
  vscode: "VS Code",
  codex: "Codex",
  curl: "curl",
  typescript: "TypeScript",
};

/** Stands where the key would, when it is not known: a key is shown only once. */
export const keyPlaceholder = "YOUR_KEY";

/** The address of an endpoint: of all tools, or of one toolset. */
export function endpointOf(base: string, toolset: string | undefined, kind: "mcp" | "sse" = "mcp"): string {
  const root = base.replace(/\/+$/, "");
  return toolset === undefined ? `${root}/${kind}` : `${root}/${kind}/${encodeURIComponent(toolset)}`;
}

export function clientSnippet(client: ClientName, connection: Connection): ClientSnippet {
  return makers[client](connection);
}

const makers: Readonly<Record<ClientName, (connection: Connection) => ClientSnippet>> = {
  cursor({ name, ...connection }) {
    const server = { url: connection.url, ...headersOf(connection) };
    const config = encodeURIComponent(toBase64(JSON.stringify(server)));
    return {
      file: "~/.cursor/mcp.json",
      text: toJson({ mcpServers: { [name]: server } }),
      link: `cursor://anysphere.cursor-deeplink/mcp/install?name=${encodeURIComponent(name)}&config=${config}`,
    };
  },
  // Its file takes only servers that it starts itself; the space would be lost among the arguments, hence the variable.
  "claude-desktop": ({ name, url, key }) => ({
    file: "claude_desktop_config.json",
    text: toJson({
      mcpServers: {
        [name]: {
          command: "npx",
          args: [
            "-y",
            "mcp-remote",
            url,
            ...(needsAllowHttp(url) ? ["--allow-http"] : []),
            ...(key === undefined ? [] : ["--header", "Authorization:${AUTHORIZATION}"]),
          ],
          ...(key === undefined ? {} : { env: { AUTHORIZATION: `Bearer ${key}` } }),
        },
      },
    }),
  }),
  "claude-code": ({ name, url, key }) => ({
    text: [
      `claude mcp add --scope user --transport http ${quote(name)} ${quote(url)}`,
      ...(key === undefined ? [] : [`  --header ${quote(`Authorization: Bearer ${key}`)}`]),
    ].join(" \\\n"),
  }),
  vscode({ name, ...connection }) {
    const server = { type: "http", url: connection.url, ...headersOf(connection) };
    return {
      file: ".vscode/mcp.json",
      text: toJson({ servers: { [name]: server } }),
      link: `vscode:mcp/install?${encodeURIComponent(JSON.stringify({ name, ...server }))}`,
    };
  },
  codex: ({ name, url, key }) => ({
    file: "~/.codex/config.toml",
    text: [
      `[mcp_servers.${JSON.stringify(name)}]`,
      `url = ${JSON.stringify(url)}`,
      ...(key === undefined ? [] : [`http_headers = { Authorization = ${JSON.stringify(`Bearer ${key}`)} }`]),
    ].join("\n"),
  }),
  curl: (connection) => ({ text: shellCall(connection) }),
  typescript: ({ url, key }) => ({
    text: [
      'import { Client } from "@modelcontextprotocol/sdk/client/index.js";',
      'import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";',
      "",
      'const client = new Client({ name: "my-app", version: "1.0.0" });',
      ...(key === undefined
        ? [`await client.connect(new StreamableHTTPClientTransport(new URL(${JSON.stringify(url)})));`]
        : [
            "await client.connect(",
            `  new StreamableHTTPClientTransport(new URL(${JSON.stringify(url)}), {`,
            `    requestInit: { headers: { Authorization: ${JSON.stringify(`Bearer ${key}`)} } },`,
            "  }),",
            ");",
          ]),
      "const { tools } = await client.listTools();",
    ].join("\n"),
  }),
  other: ({ url, key }) => ({
    text: key === undefined ? url : `${url}\nAuthorization: Bearer ${key}`,
  }),
};

const version = "2026-07-28";

/** One request without a session, as that revision of the protocol has it. */
function shellCall({ url, key, call }: Connection): string {
  const method = call === undefined ? "tools/list" : "tools/call";
  const body = {
    jsonrpc: "2.0",
    id: 1,
    method,
    params: {
      ...(call === undefined ? {} : { name: call.tool, arguments: call.arguments }),
      _meta: {
        "io.modelcontextprotocol/protocolVersion": version,
        "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": { name: "curl", version: "8" },
      },
    },
  };
  const headers = [
    ...(key === undefined ? [] : [`Authorization: Bearer ${key}`]),
    "Content-Type: application/json",
    "Accept: application/json, text/event-stream",
    `MCP-Protocol-Version: ${version}`,
    `Mcp-Method: ${method}`,
    ...(call === undefined ? [] : [`Mcp-Name: ${call.tool}`]),
  ];
  return [
    `curl -sS ${quote(url)}`,
    ...headers.map((header) => `  -H ${quote(header)}`),
    `  -d ${quote(JSON.stringify(body))}`,
  ].join(" \\\n");
}

function headersOf({ key }: Pick<Connection, "key">): object {
  return key === undefined ? {} : { headers: { Authorization: `Bearer ${key}` } };
}

/** As one word of a POSIX shell. */
function quote(word: string): string {
  return /^[\w.:/@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function needsAllowHttp(url: string): boolean {
  return /^http:/i.test(url) && !/^http:\/\/(localhost|127\.0\.0\.1)[:/]/i.test(url);
}

function toJson(value: object): string {
  return JSON.stringify(value, null, 2);
}

function toBase64(text: string): string {
  return btoa(String.fromCodePoint(...new TextEncoder().encode(text)));
}
